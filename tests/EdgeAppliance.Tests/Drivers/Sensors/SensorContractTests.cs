using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>What every chip's sensor keeps.</summary>
public sealed class SensorContractTests
{
    public static TheoryData<string> Chips => SimulatedChips.Names;

    [Theory]
    [MemberData(nameof(Chips))]
    public void Read_InSteadyState_AllocatesNothing(string name)
    {
        var (chip, open) = SimulatedChips.Make(name);
        if (chip is ByteRegisters bytes) bytes.KeepsLog = false;
        if (chip is WordRegisters words) words.KeepsLog = false;
        using var bench = new SensorBench(open());
        bench.Read();
        Assert.Equal(0, SteadyState.AllocatedBy(200, () => bench.Read()));
    }

    [Theory]
    [MemberData(nameof(Chips))]
    public void Begin_NobodyAnswers_SaysWhere(string name)
    {
        var (chip, open) = SimulatedChips.Make(name);
        chip.IsUnplugged = true;
        var fault = Assert.Throws<BusException>(() => new SensorBench(open()));
        Assert.Equal((BusFault.NoAnswer, "0x40 on I2C bus 1: nobody answers."), (fault.Fault, fault.Message));
    }

    /// <summary>Wherever in a reading the chip goes away, the source says so, and takes it up again when it comes back.</summary>
    [Theory]
    [MemberData(nameof(Chips))]
    public async Task Source_UnpluggedAtAnyTransfer_ComesBackByItself(string name)
    {
        var (chip, open) = SimulatedChips.Make(name);
        using var bench = new SensorBench(open());
        int before = chip.Transfers;
        bench.Read();
        int transfers = chip.Transfers - before;
        for (int at = 0; at < transfers; at++) await UnplugAndBack(name, at);
    }

    private static async Task UnplugAndBack(string name, int transfer)
    {
        var (chip, open) = SimulatedChips.Make(name);
        var sink = new HeldSink();
        await using var source = new SensorSource(new SensorOptions(name, TimeSpan.FromMilliseconds(100), 1), new DriverContext("s", sink.Take, new RushingTime()), () => open());
        // The sensor begins before it reads; a bench has counted how many transfers that takes.
        int begin = TransfersToBegin(name);
        chip.UnplugAfter = begin + transfer;
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Faults.Count(BusFault.NoAnswer) >= 2, HeldSink.Patience));
        Assert.Contains(source.Status.Conditions, condition => (condition.Code, condition.Severity) == ("sensor.no-answer", HealthSeverity.Error));
        int stored = sink.Rows.Length;
        chip.PowerOn();
        chip.UnplugAfter = -1;
        chip.IsUnplugged = false;
        Assert.True(SpinWait.SpinUntil(() => sink.Rows.Length > stored + 1, HeldSink.Patience));
        Assert.True(SpinWait.SpinUntil(() => !source.Status.Conditions.Any(condition => condition.Severity == HealthSeverity.Error && condition.Code.StartsWith("sensor.", StringComparison.Ordinal)), HeldSink.Patience));
    }

    private static int TransfersToBegin(string name)
    {
        var (chip, open) = SimulatedChips.Make(name);
        using var bench = new SensorBench(open());
        return chip.Transfers;
    }
}
