using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Drivers.Linux.Camera;

namespace EdgeAppliance.Tests.Drivers.Linux.Camera;

/// <summary>A camera whose frames a test makes.</summary>
internal sealed class SimulatedCamera(PictureFormat format, int width = 32, int height = 24) : ICamera
{
    private byte[]? _next;

    public PictureFormat Format => format;

    public int Width => width;

    public int Height => height;

    public long TimestampNs { get; set; }

    public bool IsStarted { get; private set; }

    public void Show(byte[] frame) => _next = frame;

    /// <summary>A grey picture, the left half of which may be of another grey.</summary>
    public void Show(byte grey, byte? left = null)
    {
        var frame = new byte[width * height * 2];
        for (int i = 0; i < frame.Length; i += 2) (frame[i], frame[i + 1]) = (i / 2 % width < width / 2 ? left ?? grey : grey, 128);
        _next = frame;
    }

    public void Start() => IsStarted = true;

    public bool TryNewest(out CameraFrame frame)
    {
        frame = _next is null ? default : new CameraFrame(_next, TimestampNs);
        bool isThere = _next is not null;
        _next = null;
        return isThere;
    }

    public void Dispose()
    {
    }
}
