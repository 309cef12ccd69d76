using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>The newest picture of a source, which outlives a camera that is unplugged. Any thread.</summary>
internal sealed class LatestPicture
{
    private readonly Lock _lock = new();
    private readonly Picture _picture = new();
    private bool _isThere;

    public void Set(PictureFormat format, int width, int height, long timeUs, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _picture.Set(format, width, height, timeUs, bytes);
            _isThere = true;
        }
    }

    public bool TryCopy(Picture into)
    {
        lock (_lock)
        {
            if (_isThere) _picture.CopyTo(into);
            return _isThere;
        }
    }
}
