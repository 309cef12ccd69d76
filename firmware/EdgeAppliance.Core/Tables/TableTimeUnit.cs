namespace EdgeAppliance.Core.Tables;

/// <summary>What a number in the time column counts since 1970-01-01T00:00Z.</summary>
public enum TableTimeUnit
{
    /// <summary>Told by its size: below 1e11 seconds, below 1e14 milliseconds, else microseconds.</summary>
    Auto,

    Seconds,
    Milliseconds,
    Microseconds,
}
