using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Reads the keys of one channel.</summary>
internal static class ModbusChannelBinder
{
    private static readonly string[] s_tables = ["coil", "discrete", "holding", "input"];
    private static readonly string[] s_types = ["uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"];

    public static ModbusChannel Bind(string name, StepConfiguration settings)
    {
        var table = (ModbusTable)(SensorBinder.Choice(settings, "table", "holding", s_tables) + 1);
        if (!settings.Has("address")) settings.Report("address", "is missing: the first register or bit, from 0 as on the wire.");
        var channel = new ModbusChannel(name, table, settings.Integer("address", 0, 0, ushort.MaxValue));
        channel = ModbusPdu.IsOfBits(table) ? channel with { Bits = settings.Integer("bits", 1, 1, ModbusChannel.BitsMax) } : Registers(settings, channel);
        channel = Writing(settings, Scaled(settings, channel));
        if (channel.Address + channel.Count > ushort.MaxValue + 1) settings.Report("address", "and what follows it lie behind the last address, 65535.");
        settings.RefuseUnknown();
        return channel;
    }

    private static ModbusChannel Registers(StepConfiguration settings, ModbusChannel channel)
    {
        var format = new ModbusFormat((ModbusType)SensorBinder.Choice(settings, "as", "uint16", s_types),
            SensorBinder.Choice(settings, "words", "big", "big", "little") == 1, SensorBinder.Choice(settings, "bytes", "big", "big", "little") == 1);
        channel = channel with { Format = format };
        if (!settings.Has("bit"))
        {
            if (settings.Has("bits")) settings.Report("bits", "needs bit: the lowest of them.");
            return channel;
        }
        int width = format.Registers * 16;
        if (format.Type is not (ModbusType.UInt16 or ModbusType.UInt32)) settings.Report("bit", "needs uint16 or uint32.");
        int bit = settings.Integer("bit", 0, 0, width - 1);
        return channel with { Bit = bit, Bits = settings.Integer("bits", 1, 1, width - bit) };
    }

    private static ModbusChannel Scaled(StepConfiguration settings, ModbusChannel channel)
    {
        double scale = settings.Number("scale", 1);
        if (scale == 0) settings.Report("scale", "must not be 0.");
        return channel with { Scale = scale, Offset = settings.Number("offset", 0), Missing = settings.Number("missing", double.NaN) };
    }

    private static ModbusChannel Writing(StepConfiguration settings, ModbusChannel channel)
    {
        bool isWritable = SensorBinder.Flag(settings, "writable", false);
        channel = channel with
        {
            IsWritable = isWritable,
            WritesMultiple = SensorBinder.Flag(settings, "writeMultiple", false),
            Min = settings.Number("min", double.NegativeInfinity),
            Max = settings.Number("max", double.PositiveInfinity),
        };
        if (isWritable && channel.Table is ModbusTable.Discrete or ModbusTable.Input) settings.Report("writable", "needs a coil or a holding register.");
        if (isWritable && channel.Bit >= 0) settings.Report("writable", "cannot be some bits of a register: another client may change the others meanwhile.");
        foreach (string key in new[] { "min", "max", "writeMultiple" })
            if (!isWritable && settings.Has(key)) settings.Report(key, "needs writable.");
        if (channel.Min > channel.Max) settings.Report("min", "must not be above max.");
        return channel;
    }
}
