namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a payload from outside may be at most; more is refused with a <see cref="PayloadError"/>.</summary>
public sealed record PayloadLimits
{
    public static PayloadLimits Default { get; } = new();

    public int PayloadBytesMax { get; init; } = 64 * 1024;

    public int DepthMax { get; init; } = 16;

    /// <summary>At most <see cref="ChannelsCeiling"/>, since a decoder keeps them on its stack.</summary>
    public int ChannelsMax { get; init; } = 128;

    public int NameBytesMax { get; init; } = 128;

    /// <summary>Different lists of channels that one device may send.</summary>
    public int ShapesPerDeviceMax { get; init; } = 32;

    public int DevicesMax { get; init; } = 16_384;

    /// <summary>Readings in one payload, where it may hold more than one.</summary>
    public int RowsMax { get; init; } = 10_000;

    /// <summary>Of all readings in one payload together.</summary>
    public int ValuesMax { get; init; } = 262_144;

    public const int ChannelsCeiling = 256;
}
