namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A message: a device of its own, whose channels are its signals.</summary>
internal sealed record CanMessage(string Name, CanFilter Filter, IReadOnlyList<CanSignal> Signals)
{
    /// <summary>The signal that says which others are in the frame (multiplexing); -1 for none.</summary>
    public int Selector { get; init; } = -1;

    /// <summary>Bytes of a frame that is sent.</summary>
    public int Bytes { get; init; } = CanFrame.ClassicBytesMax;

    /// <summary>Whether a command of its name sends it. It is then not read.</summary>
    public bool IsSent { get; init; }

    /// <summary>Frames that follow sooner are passed over.</summary>
    public TimeSpan AtMostEvery { get; init; }

    public TimeSpan SilentAfter { get; init; } = TimeSpan.MaxValue;
}
