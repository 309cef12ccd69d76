namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>How frames are told apart in a stream of bytes: by their <see cref="End"/>, by a fixed number of <see cref="Bytes"/>, or by a length within.</summary>
internal sealed record FrameLayout
{
    public const int MarkBytesMax = 8, BytesMaxMax = 65_536;

    /// <summary>Every frame's first bytes; what lies before them is passed over. May be empty.</summary>
    public byte[] Start { get; init; } = [];

    /// <summary>Empty where another rule ends a frame.</summary>
    public byte[] End { get; init; } = [];

    /// <summary>All of a frame; 0 where another rule ends it.</summary>
    public int Bytes { get; init; }

    /// <summary>Where a frame says its length; null where another rule ends it.</summary>
    public BitField? Length { get; init; }

    /// <summary>What is added to that, to be all of the frame's bytes.</summary>
    public int LengthAdds { get; init; }

    /// <summary>All of a frame at most; a longer one is dropped and counted.</summary>
    public int BytesMax { get; init; } = 256;

    public FrameChecksum Checksum { get; init; }

    /// <summary>The first byte that the checksum counts.</summary>
    public int ChecksumFrom { get; init; }
}
