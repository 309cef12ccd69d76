namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>One frame where the camera left it: valid until the next is asked for.</summary>
/// <param name="timestampNs">By the monotonic clock.</param>
internal readonly ref struct CameraFrame(ReadOnlySpan<byte> bytes, long timestampNs)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public long TimestampNs { get; } = timestampNs;
}
