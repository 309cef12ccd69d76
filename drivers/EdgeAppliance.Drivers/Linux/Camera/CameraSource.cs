using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>A camera: readings about its frames, and with them the frames where told.</summary>
internal static class CameraSource
{
    public const string Type = "camera";

    private const int SideMax = 8192;

    /// <summary>Frames on their way to the store: they are large.</summary>
    private const int UnstoredFramesMax = 4;

    /// <summary>Binds <c>device</c>, <c>format</c>, <c>width</c>, <c>height</c> and <c>pictures</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var format = SensorBinder.Choice(settings, "format", "mjpeg", "mjpeg", "yuyv") == 0 ? PictureFormat.Jpeg : PictureFormat.Yuyv;
        var options = new CameraOptions(settings.Text("device", "/dev/video0"), format, settings.Integer("width", 640, 16, SideMax), settings.Integer("height", 480, 12, SideMax));
        bool carriesFrames = SensorBinder.Flag(settings, "pictures", false);
        var sensor = SensorBinder.Options(settings, Type, TimeSpan.FromSeconds(1));
        if (carriesFrames) sensor = sensor with { UnstoredMax = UnstoredFramesMax };
        return context => new SensorSource(sensor, context, () => new CameraSensor(new VideoDevice(options), carriesFrames, context.Time));
    }
}
