using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <param name="Device">A file such as <c>/dev/video0</c>, or the beginning of the camera's name.</param>
internal sealed record CameraOptions(string Device, PictureFormat Format, int Width, int Height);
