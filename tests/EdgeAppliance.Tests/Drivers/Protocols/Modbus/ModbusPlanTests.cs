using CsCheck;
using EdgeAppliance.Drivers.Protocols.Modbus;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

public sealed class ModbusPlanTests
{
    private static readonly Gen<ModbusChannel> s_channel = Gen.Select(Gen.Enum<ModbusTable>(), Gen.Int[0, 600], Gen.Enum<ModbusType>(), Gen.Int[1, 32])
        .Select((table, address, type, bits) => new ModbusChannel("x", table, address) { Format = new ModbusFormat(type), Bits = bits });

    [Fact]
    public void Make_AnyChannels_ReadsEachOnceWithinTheLimits() => Gen.Select(s_channel.Array[1, 60], Gen.Int[0, 20], Gen.Int[4, 125], Gen.Int[32, 2000]).Sample((channels, gap, registers, bits) =>
    {
        var named = channels.Select((channel, i) => channel with { Name = $"c{i}" }).ToArray();
        var blocks = ModbusPlan.Make(named, new ModbusBlockLimits(gap, registers, bits));
        Assert.Equal(named.Select(channel => channel.Name).Order(), blocks.SelectMany(block => block.Names).Order());
        foreach (var block in blocks)
        {
            Assert.InRange(block.Count, 1, ModbusPdu.IsOfBits(block.Table) ? bits : registers);
            var inside = named.Where(channel => block.Names.Contains(channel.Name)).OrderBy(channel => channel.Address).ToArray();
            Assert.All(inside, channel => Assert.True(channel.Table == block.Table && channel.Address >= block.Address && channel.Address + channel.Count <= block.Address + block.Count));
            int end = inside[0].Address;
            foreach (var channel in inside)
            {
                Assert.True(channel.Address - end <= (ModbusPdu.IsOfBits(block.Table) ? gap * 16 : gap));
                end = Math.Max(end, channel.Address + channel.Count);
            }
        }
    });

    [Theory]
    [InlineData(7, "0+10")]
    [InlineData(6, "0+2 9+1")]
    [InlineData(0, "0+2 9+1")]
    public void Make_Gap_IsReadOverUpToTheLimit(int gap, string expected)
    {
        ModbusChannel[] channels = [new("b", ModbusTable.Input, 9), new("a", ModbusTable.Input, 0) { Format = new ModbusFormat(ModbusType.Float32) }];
        Assert.Equal(expected, string.Join(' ', ModbusPlan.Make(channels, new ModbusBlockLimits(gap)).Select(block => $"{block.Address}+{block.Count}")));
    }

    [Fact]
    public void Make_ThreeHundredRegisters_AreThreeRequests()
    {
        var channels = Enumerable.Range(0, 300).Select(i => new ModbusChannel($"c{i}", ModbusTable.Holding, i)).ToArray();
        Assert.Equal([125, 125, 50], ModbusPlan.Make(channels, new ModbusBlockLimits()).Select(block => block.Count));
    }
}
