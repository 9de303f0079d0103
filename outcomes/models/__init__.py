from outcomes.models.goal import OutcomeGoal
from outcomes.models.score import CodedScore
from outcomes.models.wording import ItemWording, LocalItem

__all__ = ["CodedScore", "ItemWording", "LocalItem", "OutcomeGoal"]
