using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>A camera that is open: the kernel's (<see cref="VideoDevice"/>), or a simulated one. Used by one thread.</summary>
internal interface ICamera : IDisposable
{
    PictureFormat Format { get; }

    /// <summary>What the camera gives, which may be another size than was asked for.</summary>
    int Width { get; }

    int Height { get; }

    /// <exception cref="BusException">It cannot.</exception>
    void Start();

    /// <summary>The newest frame that has not been seen yet; older ones are given back unseen.</summary>
    /// <exception cref="BusException">The camera is gone.</exception>
    bool TryNewest(out CameraFrame frame);
}
