using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Protocols.Serial;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Reads the keys of the sources <c>modbus-tcp</c> and <c>modbus-rtu</c>.</summary>
internal static class ModbusBinder
{
    private const int StandardPort = 502, UnitsMax = 247, DeviceCharactersMax = 64;

    // MODBUS over Serial Line V1.02, section 2.5.1 and 3.3.
    private static readonly SerialSettings s_line = new(19200, 8, SerialParity.Even, 1);

    private static readonly TimeSpan s_timeoutMin = TimeSpan.FromMilliseconds(10), s_timeoutMax = TimeSpan.FromMinutes(1);

    public static DriverFactory BindTcp(StepConfiguration settings)
    {
        if (!settings.Has("address")) settings.Report("address", "is missing: the device's host, or host:port.");
        var address = HostPort.Bind(settings, StandardPort);
        var timeout = Timeout(settings);
        return Source(settings, new ModbusOptions(ModbusSource.TcpType, TcpLink.Opener(address, timeout), Units(settings, 0, 255)) { Timeout = timeout });
    }

    public static DriverFactory BindRtu(StepConfiguration settings)
    {
        var timeout = Timeout(settings);
        var open = LinkBinder.Bind(settings, s_line, timeout);
        return Source(settings, new ModbusOptions(ModbusSource.RtuType, open, Units(settings, 1, 247)) { Timeout = timeout, IsRtu = true, Echoes = SensorBinder.Flag(settings, "echo", false) });
    }

    private static DriverFactory Source(StepConfiguration settings, ModbusOptions options)
    {
        options = options with
        {
            Retries = settings.Integer("retries", 2, 0, 10),
            Blocks = new ModbusBlockLimits(settings.Integer("gapRegisters", 8, 0, ModbusPdu.RegistersMax - 1),
                settings.Integer("blockRegisters", ModbusPdu.RegistersMax, 4, ModbusPdu.RegistersMax), settings.Integer("blockBits", ModbusPdu.BitsMax, ModbusChannel.BitsMax, ModbusPdu.BitsMax)),
        };
        return context => new ModbusSource(options, context);
    }

    private static TimeSpan Timeout(StepConfiguration settings)
    {
        var timeout = settings.Duration("timeout", TimeSpan.FromSeconds(1));
        if (timeout < s_timeoutMin || timeout > s_timeoutMax) settings.Report("timeout", "must be from 10ms to 1m.");
        return timeout;
    }

    private static TimeSpan Every(StepConfiguration settings, TimeSpan standard)
    {
        var every = settings.Duration("every", standard);
        if (every < ModbusOptions.EveryMin || every > ModbusOptions.EveryMax) settings.Report("every", "must be from 10ms to 1d.");
        return every;
    }

    /// <summary>One device that has the source's name, or several with names of their own, whose channels are the source's where they have none.</summary>
    private static List<ModbusUnitOptions> Units(StepConfiguration settings, int unitMin, int unitMax)
    {
        var every = Every(settings, TimeSpan.FromSeconds(1));
        var channels = Channels(settings);
        int unit = settings.Integer("unit", 1, unitMin, unitMax);
        if (!settings.Has("units"))
        {
            if (channels.Count == 0 && !settings.Has("channels")) settings.Report("channels", "is missing: what to read, by channel name.");
            return [new ModbusUnitOptions("", (byte)unit, every, channels)];
        }
        if (settings.Has("unit")) settings.Report("unit", "stands beside units: choose one.");
        var members = settings.Members("units");
        if (members.Count > UnitsMax) settings.Report("units", $"must have {UnitsMax} members at most.");
        var standard = new ModbusUnitOptions("", 0, every, channels);
        return [.. members.Select(member => Unit(member.Key, settings.Nested("units", member.Key, member.Value), standard, unitMin, unitMax))];
    }

    private static ModbusUnitOptions Unit(string device, StepConfiguration settings, ModbusUnitOptions standard, int unitMin, int unitMax)
    {
        if (!IsDeviceName(device)) settings.Report("", $"must have a name of 1 to {DeviceCharactersMax} letters, digits, '_' or '-'.");
        if (!settings.Has("unit")) settings.Report("unit", "is missing: the device's number on the line.");
        bool hasChannels = settings.Has("channels");
        if (!hasChannels && standard.Channels.Count == 0) settings.Report("channels", "is missing, and the source has none either.");
        var unit = new ModbusUnitOptions(device, (byte)settings.Integer("unit", 1, unitMin, unitMax), Every(settings, standard.Every), hasChannels ? Channels(settings) : standard.Channels);
        settings.RefuseUnknown();
        return unit;
    }

    private static List<ModbusChannel> Channels(StepConfiguration settings) =>
        [.. settings.Members("channels").Select(member => ModbusChannelBinder.Bind(member.Key, settings.Nested("channels", member.Key, member.Value)))];

    private static bool IsDeviceName(string name) => name.Length <= DeviceCharactersMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
