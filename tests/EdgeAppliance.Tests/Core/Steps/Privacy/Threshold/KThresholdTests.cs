using System.Globalization;
using System.Text.Json;
using CsCheck;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps.Privacy.Threshold;

public sealed class KThresholdTests
{
    private const long Second = 1_000_000;
    private static readonly ChannelSet s_channels = new("power", "zone");

    private readonly List<string> _output = [];
    private readonly BudgetMeter _meter = new();
    private StepChain _chain = null!;

    [Fact]
    public void Process_EnoughDevices_GivesOneReadingForAll()
    {
        Make("""{"type":"kthreshold","channels":["power"],"k":3,"every":"10s"}""");
        Push("a", 1, 10);
        Push("b", 2, 20);
        Push("a", 3, 30);
        Push("c", 9, 40);
        Push("a", 10.5, 1);
        Assert.Empty(_output);
        Push("a", 11, 1);
        Assert.Equal(["10 power.count=4 power.mean=25 power.devices=3"], _output);
    }

    [Fact]
    public void Process_TooFewDevicesOrReadings_GivesNothingAndCounts()
    {
        Make("""{"type":"kthreshold","channels":["power"],"k":2,"readings":3,"every":"10s","lateness":"1ms"}""");
        foreach (double at in (double[])[1, 2, 3, 4]) Push("a", at, 1);
        Push("a", 11, 1);
        Push("b", 12, 1);
        Push("a", 21, 1);
        Push("b", 22, 1);
        Push("b", 23, 1);
        Push("a", 31, 1);
        Assert.Equal(["30 power.count=3 power.mean=1 power.devices=2"], _output);
        Assert.Equal(2, _meter.Withheld);
    }

    [Fact]
    public void Process_Groups_AreJudgedEachByItself()
    {
        Make("""{"type":"kthreshold","channels":["power"],"functions":["sum"],"k":2,"every":"10s","by":"zone","lateness":"1ms"}""");
        Push("a", 1, 10, 7);
        Push("b", 2, 20, 7);
        Push("c", 3, 30, 2);
        Push("d", 4, 40, -1);
        Push("e", 5, 50, -1);
        Push("f", 6, 60, double.NaN);
        Push("a", 11, 1, 7);
        Assert.Equal(["10 zone=-1 power.sum=90 power.devices=2", "10 zone=7 power.sum=30 power.devices=2"], _output);
        Assert.Equal(1, _meter.Withheld);
    }

    [Fact]
    public void Process_LateReadings_AreDropped()
    {
        Make("""{"type":"kthreshold","channels":["power"],"k":2,"every":"10s","lateness":"2s"}""");
        Push("a", 9, 1);
        Push("a", 11, 1);
        Push("b", 9.5, 3);
        Push("a", 12, 1);
        Push("b", 9.9, 1000);
        Push("b", 13, 4);
        Push("b", 22, 5);
        Assert.Equal(["10 power.count=2 power.mean=2 power.devices=2", "20 power.count=3 power.mean=2 power.devices=2"], _output);
    }

    /// <summary>Whatever devices send and whenever it starts again: nothing comes out that fewer than k of them stand behind, and no device more often than it sent.</summary>
    [Fact]
    public void Process_AnyReadings_ShowsNoGroupOfFewerThanK() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[-3, 30], Gen.Int[0, 2], Gen.Bool).Array[0, 120].Sample(readings =>
        {
            Make("""{"type":"kthreshold","channels":["power"],"k":3,"every":"10s","by":"zone","lateness":"5s"}""");
            _output.Clear();
            double at = 1000;
            foreach (var (device, step, zone, restart) in readings)
            {
                at += step * 0.1;
                Push($"d{device}", at, device, zone);
                if (restart) _chain.Restart();
            }
            foreach (string line in _output)
            {
                var numbers = line.Split(' ')[1..].Select(part => double.Parse(part.Split('=')[1], CultureInfo.InvariantCulture)).ToArray();
                Assert.True(numbers[3] >= 3 && numbers[1] >= numbers[3], line);
            }
            Assert.Equal(_output.Count, _output.Select(line => string.Join(' ', line.Split(' ')[..2])).Distinct().Count());
        }, threads: 1);

    private void Make(string step)
    {
        using var json = JsonDocument.Parse($"[{step}]");
        var plan = new StepCatalog().Bind(json.RootElement, "steps", [])!;
        Assert.True(plan.JoinsDevices);
        _chain = new StepChain(() => plan.Build(new StepContext("p", "p", "p", _ => { }) { Budgets = _meter }, new Emit(Take)));
    }

    private void Push(string device, double seconds, double power, double zone = 0)
    {
        var batch = ReadingBatch.Rent("s", device, s_channels, 1);
        batch.AddRow((long)Math.Round(seconds * Second));
        batch.Set(0, 0, power);
        batch.Set(0, 1, zone);
        _chain.Steps[0].Process(batch);
        batch.Release();
    }

    private void Take(ReadingBatch batch)
    {
        Assert.True(batch.Cleared && batch.Device == "p");
        for (int row = 0; row < batch.Count; row++)
            _output.Add(string.Create(CultureInfo.InvariantCulture, $"{batch.TimesUs[row] / Second} {string.Join(' ', batch.Channels.Names.ToArray().Select((name, c) => string.Create(CultureInfo.InvariantCulture, $"{name}={batch.Get(row, c)}")))}"));
    }
}
