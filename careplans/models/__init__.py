from careplans.models.plan import CarePlan, CarePlanAgreement

__all__ = ["CarePlan", "CarePlanAgreement"]
