from hubs.models.access import AccessLog, AuditEvent
from hubs.models.api_client import ApiClient
from hubs.models.code import AssessmentTool, Code, RefsetMember
from hubs.models.geography import DeprivationDecile, GpPractice, PcnPractice, Postcode
from hubs.models.hub import Hub, HubCoverage
from hubs.models.organisation import Organisation, OrganisationKind
from hubs.models.place import Place
from hubs.models.saved_filter import SavedFilter
from hubs.models.staff import RoleAssignment, StaffMember, TeamMembership
from hubs.models.team import Team
from hubs.models.team_type_time import TeamTypeTime
from hubs.models.tenant import Tenant
from hubs.models.user import User

__all__ = [
    "AccessLog",
    "ApiClient",
    "AssessmentTool",
    "AuditEvent",
    "Code",
    "DeprivationDecile",
    "GpPractice",
    "Hub",
    "HubCoverage",
    "Organisation",
    "OrganisationKind",
    "PcnPractice",
    "Place",
    "Postcode",
    "RefsetMember",
    "RoleAssignment",
    "SavedFilter",
    "StaffMember",
    "Team",
    "TeamMembership",
    "TeamTypeTime",
    "Tenant",
    "User",
]
