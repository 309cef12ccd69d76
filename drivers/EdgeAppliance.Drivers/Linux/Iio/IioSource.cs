using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>A device of the kernel's industrial I/O: converters, accelerometers, pressure, light and hundreds more. Read one by one at the
/// beat, or in the kernel's buffer at a rate of its own.</summary>
internal static class IioSource
{
    public const string Type = "iio";

    private const double RateMaxHz = 100_000;

    /// <summary>Binds <c>device</c>, <c>channels</c>, <c>rateHz</c>, <c>trigger</c> and <c>scansMax</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        if (!settings.Has("device")) settings.Report("device", "is missing: its name in /sys/bus/iio/devices/iio:deviceN/name.");
        string device = settings.Text("device", "");
        var channels = settings.Texts("channels");
        double rateHz = settings.Has("rateHz") ? SensorBinder.Number(settings, "rateHz", 100, 0.01, RateMaxHz) : 0;
        string trigger = settings.Has("trigger") ? settings.Text("trigger", "") : "";
        int scansMax = settings.Integer("scansMax", 256, 2, 4096);
        var every = TimeSpan.FromSeconds(1);
        if (rateHz == 0)
        {
            if (trigger.Length > 0) settings.Report("trigger", "needs rateHz: without it channels are read one by one.");
            return SensorBinder.Source(settings, Type, every, () => Open("/", device, channels));
        }
        var options = new IioBufferOptions(device, channels, rateHz, trigger, scansMax);
        return SensorBinder.Source(settings, Type, every, context => () => new IioBufferedSensor(options, context.Time));
    }

    public static Sensor Open(string root, string device, IReadOnlyList<string> channels)
    {
        string folder = IioDevices.Find(root, device);
        var attributes = IioChannel.Attributes(folder).Where(attribute => channels.Count == 0 || channels.Any(channel => IsOf(attribute.Path, channel))).DistinctBy(attribute => attribute.Channel).ToList();
        return attributes.Count > 0 ? new AttributeSensor(attributes) : throw new BusException(BusFault.Unsupported, $"The device '{device}' has none of the channels.");
    }

    private static bool IsOf(string file, string channel) => Path.GetFileName(file) is var name && (name == $"in_{channel}_raw" || name == $"in_{channel}_input");
}
