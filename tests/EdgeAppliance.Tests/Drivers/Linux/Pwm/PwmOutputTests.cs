using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Pwm;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.Pwm;

public sealed class PwmOutputTests : IDisposable
{
    private const string Chip = "sys/class/pwm/pwmchip2";

    private readonly KernelTree _tree = new();
    private readonly PwmLevel _level = new() { Duty = 0.25 };

    public PwmOutputTests()
    {
        _tree.With(($"{Chip}/export", ""), ($"{Chip}/pwm1/duty_cycle", ""), ($"{Chip}/pwm1/period", ""), ($"{Chip}/pwm1/enable", ""));
        _tree.Link($"{Chip}/device", "../../../1f00098000.pwm");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Begin_Output_HasItsPeriodAndDuty()
    {
        using var bench = new SensorBench(Output("1f00098000.pwm"));
        Assert.Equal(("40000", "10000", "1"), (At("period"), At("duty_cycle"), At("enable")));
        Assert.Equal([0.25], bench.Row());
    }

    [Fact]
    public void Execute_Duty_IsSetAndKept()
    {
        var output = Output("pwmchip2");
        using var bench = new SensorBench(output);
        Assert.Equal(CommandResult.Done, output.Execute("duty", Json("0.5")).Result);
        Assert.Equal("20000", At("duty_cycle"));
        Assert.Equal([0.5], bench.Row());
        Assert.Equal(0.5, _level.Duty);
    }

    [Theory]
    [InlineData("1.01")]
    [InlineData("-0.1")]
    [InlineData("true")]
    public void Execute_BadDuty_IsRefused(string value)
    {
        var output = Output("pwmchip2");
        using var bench = new SensorBench(output);
        Assert.Equal(CommandResult.BadValue, output.Execute("duty", Json(value)).Result);
        Assert.Equal("10000", At("duty_cycle"));
    }

    [Fact]
    public void Dispose_Output_IsSafe()
    {
        new SensorBench(Output("pwmchip2")).Dispose();
        Assert.Equal("4000", At("duty_cycle"));
    }

    [Fact]
    public void Begin_NoSuchChip_IsUnplugged() =>
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => new SensorBench(Output("pwmchip0"))).Fault);

    private static JsonElement Json(string value) => JsonDocument.Parse(value).RootElement;

    private string At(string file) => _tree.Text($"{Chip}/pwm1/{file}");

    private PwmOutput Output(string chip) => new(new PwmOptions(chip, 1, 25_000, 0.25, 0.1), _level, _tree.Root);
}
