using System.Collections.Immutable;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Ingest.Payloads;

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

    /// <summary>What a payload is where its protocol does not say it.</summary>
    public PayloadFormat Format { get; init; }

    /// <summary>Where numbers lie in a binary payload.</summary>
    internal BinaryLayout? Layout { get; init; }

    /// <summary>What is brought to another unit as soon as it is decoded.</summary>
    public ImmutableArray<ChannelConversion> Conversions { get; init; } = [];
}
