namespace EdgeAppliance.Core.Pipeline;

/// <summary>What a packed record says of itself beside its data.</summary>
/// <param name="Sequence">Place in its stream, from 1, without a hole.</param>
/// <param name="TimeUs">Microseconds since 1970-01-01T00:00Z of the newest reading it was made from.</param>
public readonly record struct RecordHeader(RecordType Type, long Sequence, long TimeUs)
{
    /// <summary>Made by a pipeline that was private.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Made of readings that a privacy step had cleared.</summary>
    public bool IsCleared { get; init; }
}
