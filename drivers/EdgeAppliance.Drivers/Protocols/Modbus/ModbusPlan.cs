namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Merges channels into the fewest blocks that a device takes.</summary>
internal static class ModbusPlan
{
    public static List<ModbusBlock> Make(IReadOnlyList<ModbusChannel> channels, ModbusBlockLimits limits)
    {
        int[] order = [.. Enumerable.Range(0, channels.Count).OrderBy(i => channels[i].Table).ThenBy(i => channels[i].Address)];
        var sorted = order.Select(i => channels[i]).ToArray();
        var blocks = new List<ModbusBlock>();
        int start = 0, end = 0; // end: behind the last register that the open block reads
        for (int i = 0; i < sorted.Length; i++)
        {
            var channel = sorted[i];
            if (i > start && !Joins(sorted[start], end, channel, limits))
            {
                blocks.Add(new ModbusBlock(sorted.AsSpan(start..i), order.AsSpan(start..i)));
                start = i;
                end = 0;
            }
            end = Math.Max(end, channel.Address + channel.Count);
        }
        blocks.Add(new ModbusBlock(sorted.AsSpan(start..), order.AsSpan(start..)));
        return blocks;
    }

    private static bool Joins(ModbusChannel first, int end, ModbusChannel next, ModbusBlockLimits limits)
    {
        bool isOfBits = ModbusPdu.IsOfBits(first.Table);
        int gapMax = isOfBits ? limits.GapRegistersMax * 16 : limits.GapRegistersMax;
        int countMax = isOfBits ? limits.BitsMax : limits.RegistersMax;
        return next.Table == first.Table && next.Address - end <= gapMax && next.Address + next.Count - first.Address <= countMax;
    }
}
