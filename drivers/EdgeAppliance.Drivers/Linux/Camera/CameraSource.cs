using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>A camera: readings about its frames, and the frames themselves for those who ask.</summary>
internal sealed class CameraSource(SensorSource source, LatestPicture latest) : ISource, IPictureSource
{
    public const string Type = "camera";

    private const int SideMax = 8192;

    /// <summary>Binds <c>device</c>, <c>format</c>, <c>width</c> and <c>height</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var format = SensorBinder.Choice(settings, "format", "mjpeg", "mjpeg", "yuyv") == 0 ? PictureFormat.Jpeg : PictureFormat.Yuyv;
        var options = new CameraOptions(settings.Text("device", "/dev/video0"), format, settings.Integer("width", 640, 16, SideMax), settings.Integer("height", 480, 12, SideMax));
        var sensor = SensorBinder.Options(settings, Type, TimeSpan.FromSeconds(1));
        return context =>
        {
            var latest = new LatestPicture();
            return new CameraSource(new SensorSource(sensor, context, () => new CameraSensor(new VideoDevice(options), latest, context.Time)), latest);
        };
    }

    public string Name => source.Name;

    public SourceStatus Status => source.Status;

    public bool TryCopy(Picture into) => latest.TryCopy(into);

    public void Start() => source.Start();

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
