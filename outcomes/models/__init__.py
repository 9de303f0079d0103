from outcomes.models.score import CodedScore

__all__ = ["CodedScore"]
