using System.Collections.Immutable;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Where channels and time lie in a payload.</summary>
public sealed record PayloadMapping
{
    public static PayloadMapping Default { get; } = new();

    /// <summary>Channel and its JSON pointer (RFC 6901). Empty: every top-level number is a channel of its name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Channels { get; init; } = [];

    /// <summary>JSON pointer of the time, or null where the time of arrival counts. A payload without it gets that too.</summary>
    public string? TimePointer { get; init; }

    public PayloadTimeUnit TimeUnit { get; init; } = PayloadTimeUnit.Seconds;
}
