namespace EdgeAppliance.Core.Steps.Aggregation;

public enum AggregateFunction
{
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Std,
}
