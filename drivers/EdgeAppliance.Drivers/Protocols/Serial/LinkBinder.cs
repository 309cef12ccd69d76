using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Reads the keys of a serial line: <c>port</c> and its settings, or <c>address</c> of a converter that has the line and passes its bytes on over TCP.</summary>
internal static class LinkBinder
{
    private const int BaudMin = 50, BaudMax = 4_000_000;

    public static LinkOpener Bind(StepConfiguration settings, SerialSettings standard, TimeSpan timeout)
    {
        var line = Settings(settings, standard);
        string port = settings.Text("port", "");
        var address = HostPort.Bind(settings, 0);
        if (settings.Has("port") == settings.Has("address")) settings.Report("port", "or address must stand here, and not both: the serial port's file, or host:port of a converter.");
        if (settings.Has("port") && !port.StartsWith("/dev/", StringComparison.Ordinal)) settings.Report("port", "must be a file under /dev, as /dev/serial/by-id/usb-….");
        if (!settings.Has("address")) return SerialPort.Opener(port, line);
        foreach (string key in new[] { "baud", "dataBits", "parity", "stopBits", "rs485" })
            if (settings.Has(key)) settings.Report(key, "is the converter's to know: leave it out beside address.");
        return TcpLink.Opener(address, timeout);
    }

    private static SerialSettings Settings(StepConfiguration settings, SerialSettings standard) => new(
        settings.Integer("baud", standard.Baud, BaudMin, BaudMax),
        settings.Integer("dataBits", standard.DataBits, 7, 8),
        (SerialParity)SensorBinder.Choice(settings, "parity", Word(standard.Parity), "none", "even", "odd"),
        settings.Integer("stopBits", standard.StopBits, 1, 2))
    {
        IsRs485 = SensorBinder.Flag(settings, "rs485", false),
    };

    private static string Word(SerialParity parity) => parity == SerialParity.Even ? "even" : "none";
}
