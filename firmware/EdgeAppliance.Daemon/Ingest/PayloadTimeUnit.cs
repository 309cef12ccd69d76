namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a payload's time counts since 1970-01-01T00:00Z where it is a number. ISO 8601 text needs no unit.</summary>
public enum PayloadTimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
}
