using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.OneWire;

/// <summary>Thermometers on the 1-Wire bus, which the kernel drives (Documentation/w1/slaves/w1_therm.rst).</summary>
internal static class OneWireSource
{
    public const string Type = "w1";

    // DS18S20, DS1822, DS18B20, MAX31850, DS28EA00.
    private static readonly string[] s_families = ["10", "22", "28", "3b", "42"];

    /// <summary>Binds <c>devices</c>: names and ids; all that are found where it is missing.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var devices = new List<(string Name, string Id)>();
        foreach (var (name, id) in settings.Members("devices"))
        {
            if (id.ValueKind != System.Text.Json.JsonValueKind.String || !IsId(id.GetString()!)) settings.Report($"devices.{name}", "must be an id such as \"28-0316a279f6ff\".");
            else devices.Add((name, id.GetString()!));
        }
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(10), () => Open("/", devices));
    }

    public static Sensor Open(string root, IReadOnlyList<(string Name, string Id)> devices)
    {
        string bus = Path.Combine(root, "sys/bus/w1/devices");
        if (devices.Count == 0) devices = [.. KernelFolder.Folders(bus, "*-*").Select(Path.GetFileName).Where(id => IsId(id!)).Select(id => (KernelFolder.ChannelPart(id!)!, id!))];
        if (devices.Count == 0) throw new BusException(BusFault.Unplugged, "No thermometer is on the 1-Wire bus.");
        return new OneWireThermometers([.. devices.Select(device => new KernelAttribute($"{device.Name}_celsius", Path.Combine(bus, device.Id, "temperature"), 1e-3))]);
    }

    private static bool IsId(string id) =>
        id.Length == 15 && id[2] == '-' && s_families.Contains(id[..2]) && id.AsSpan(3).IndexOfAnyExcept("0123456789abcdef") < 0;
}
