namespace EdgeAppliance.Core.Steps;

public enum AggregateFunction
{
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Std,
}
