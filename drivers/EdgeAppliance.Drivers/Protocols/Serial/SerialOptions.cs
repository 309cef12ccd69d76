namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A source of type <c>serial</c>.</summary>
internal sealed record SerialOptions(LinkOpener Open, FrameLayout Frame, IReadOnlyList<string> Channels, Func<FrameDecoder> Decoder)
{
    /// <summary>What asks the device for a frame; empty where it sends by itself.</summary>
    public byte[] Ask { get; init; } = [];

    /// <summary>How often it is asked.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long without a frame is too long.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.MaxValue;

    /// <summary>What each command sends.</summary>
    public IReadOnlyDictionary<string, byte[]> Commands { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Batches that may be on their way to the store; at it frames are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 64;
}
