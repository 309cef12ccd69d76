namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>A resolved SenML record (RFC 8428 section 4.6): its base values are part of it.</summary>
/// <param name="TimeSeconds">Since 1970; 0 is now, and below 2^28 it counts from now (section 4.5.3).</param>
internal readonly record struct SenMlRecord(string Name, string? Unit, double TimeSeconds)
{
    public double? Value { get; init; }

    public string? Text { get; init; }

    public bool? Flag { get; init; }

    public byte[]? Data { get; init; }

    public double? Sum { get; init; }

    public double? UpdateSeconds { get; init; }

    public bool HasValue => Value is not null || Text is not null || Flag is not null || Data is not null;
}
