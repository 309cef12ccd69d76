namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Channels that one request reads. Used by the source's thread.</summary>
internal sealed class ModbusBlock
{
    private readonly ModbusChannel[] _channels;
    private readonly int[] _places;

    /// <param name="channels">Of one table, by rising address.</param>
    /// <param name="places">Where each stands in its unit's rows.</param>
    public ModbusBlock(ReadOnlySpan<ModbusChannel> channels, ReadOnlySpan<int> places)
    {
        _channels = channels.ToArray();
        _places = places.ToArray();
        Table = channels[0].Table;
        Address = channels[0].Address;
        foreach (var channel in channels) Count = Math.Max(Count, channel.Address + channel.Count - Address);
    }

    public ModbusTable Table { get; }

    public int Address { get; }

    /// <summary>Registers, or bits.</summary>
    public int Count { get; }

    /// <summary>What it was refused with last.</summary>
    public ModbusError Error { get; set; }

    /// <summary>When it may be asked for again, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long AskAgainAt { get; set; } = long.MinValue;

    public bool CanSplit => _channels.Length > 1;

    public IEnumerable<string> Names => _channels.Select(channel => channel.Name);

    /// <summary>Both halves, so that the one channel which a device does not have takes no other with it.</summary>
    public (ModbusBlock Lower, ModbusBlock Upper) Split()
    {
        int half = _channels.Length / 2;
        return (new ModbusBlock(_channels.AsSpan(0, half), _places.AsSpan(0, half)), new ModbusBlock(_channels.AsSpan(half), _places.AsSpan(half)));
    }

    /// <param name="values">As the device gave them.</param>
    public void Take(ReadOnlySpan<byte> values, Span<double> row)
    {
        for (int i = 0; i < _channels.Length; i++) row[_places[i]] = _channels[i].Read(values, _channels[i].Address - Address);
    }

    public void TakeNothing(Span<double> row)
    {
        foreach (int place in _places) row[place] = double.NaN;
    }
}
