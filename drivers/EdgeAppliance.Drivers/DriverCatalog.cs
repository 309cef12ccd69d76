using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Linux.Camera;
using EdgeAppliance.Drivers.Linux.Gpio;
using EdgeAppliance.Drivers.Linux.Hwmon;
using EdgeAppliance.Drivers.Linux.Iio;
using EdgeAppliance.Drivers.Linux.OneWire;
using EdgeAppliance.Drivers.Linux.Pwm;
using EdgeAppliance.Drivers.Linux;
using EdgeAppliance.Drivers.Protocols.Can;
using EdgeAppliance.Drivers.Protocols.Coap.Client;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.Drivers.Protocols.Serial;
using EdgeAppliance.Drivers.Replay;
using EdgeAppliance.Drivers.Sensors.Ads1115;
using EdgeAppliance.Drivers.Sensors.Adxl345;
using EdgeAppliance.Drivers.Sensors.Bme280;
using EdgeAppliance.Drivers.Sensors.Ds3231;
using EdgeAppliance.Drivers.Sensors.Ina219;
using EdgeAppliance.Drivers.Sensors.Ina226;
using EdgeAppliance.Drivers.Sensors.Mcp3008;
using EdgeAppliance.Drivers.Sensors.Mcp9808;
using EdgeAppliance.Drivers.Sensors.Mpu6050;
using EdgeAppliance.Drivers.Sensors.Sht3x;
using EdgeAppliance.Drivers.Sensors.Ssd1306;
using EdgeAppliance.Drivers.Sensors.Vl53l0x;

namespace EdgeAppliance.Drivers;

/// <summary>The sources that drive themselves. A new driver is one line here.</summary>
public static class DriverCatalog
{
    private static readonly DriverKind[] s_kinds =
    [
        new(SystemSource.Type, SystemSource.Bind),
        new(ReplaySource.Type, ReplayBinder.Bind),
        new(GpioSource.Type, GpioBinder.Bind),
        new(GpioBinder.Relay, GpioBinder.BindRelay),
        new(GpioBinder.Led, GpioBinder.BindRelay),
        new(IioSource.Type, IioSource.Bind),
        new(HwmonSource.Type, HwmonSource.Bind),
        new(OneWireSource.Type, OneWireSource.Bind),
        new(Bme280.Type, Bme280.Bind),
        new(Sht3x.Type, Sht3x.Bind),
        new(Mcp9808.Type, Mcp9808.Bind),
        new(Ads1115.Type, Ads1115.Bind),
        new(Ina219.Type, Ina219.Bind),
        new(Ina226.Type, Ina226.Bind),
        new(Mcp3008.Type, Mcp3008.Bind),
        new(Adxl345.Type, Adxl345.Bind),
        new(Mpu6050.Type, Mpu6050.Bind),
        new(Ds3231.Type, Ds3231.Bind),
        new(Vl53l0x.Type, Vl53l0x.Bind),
        new(Ssd1306.Type, Ssd1306.Bind),
        new(PwmOutput.Type, PwmOutput.Bind),
        new(CameraSource.Type, CameraSource.Bind),
        new(ModbusSource.TcpType, ModbusBinder.BindTcp),
        new(ModbusSource.RtuType, ModbusBinder.BindRtu),
        new(SerialSource.Type, SerialBinder.Bind),
        new(CanSource.Type, CanBinder.Bind),
        new(CoapClientBinder.Type, CoapClientBinder.Bind),
    ];

    public static IEnumerable<string> Types => s_kinds.Select(kind => kind.Type);

    /// <summary>Binds the configuration of one source.</summary>
    /// <param name="source">The object under <c>sources</c>; its keys <c>type</c> and <c>durable</c> are every source's.</param>
    /// <param name="path">Where it stands, as in <c>sources.board</c>.</param>
    /// <param name="secrets">Where keys come from.</param>
    /// <returns>What makes the source, or null where anything was added to <paramref name="errors"/>.</returns>
    public static DriverFactory? Bind(JsonElement source, string path, ICollection<StepError> errors, SecretLook? secrets = null)
    {
        int before = errors.Count;
        var settings = new StepConfiguration(source, path, errors, secrets);
        string type = settings.Text("type", "");
        settings.Has("durable"); // whoever reads the sources checks it
        if (Array.Find(s_kinds, kind => kind.Type == type) is not { } found)
        {
            settings.Report("type", $"must be one of {string.Join(", ", Types)}.");
            return null;
        }
        var factory = found.Bind(settings);
        settings.RefuseUnknown();
        return errors.Count == before ? factory : null;
    }
}
