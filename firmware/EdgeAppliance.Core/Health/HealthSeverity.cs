namespace EdgeAppliance.Core.Health;

public enum HealthSeverity
{
    Info,
    Warning,
    Error,
}
