using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ssd1306;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ssd1306Tests
{
    private readonly Ssd1306Chip _chip = new();

    [Fact]
    public void Execute_Text_IsOnTheDisplay()
    {
        using var bench = new SensorBench(Sensor(8, out var sensor));
        Assert.Equal(CommandResult.Done, sensor.Execute("text", Json("\"Hi\\n7\"")).Result);
        Assert.Equal(
        [
            "#...#..###..",
            "#...#...#...",
            "#...#...#...",
            "#####...#...",
            "#...#...#...",
            "#...#...#...",
            "#...#..###..",
        ], _chip.Picture(0, 12));
        Assert.Equal(["#####.", "....#.", "...#..", "..#...", "..#...", "..#...", "..#..."], _chip.Picture(1, 6));
        Assert.True(_chip.IsDark(2));
    }

    [Fact]
    public void Execute_MoreThanFits_IsCut()
    {
        using var bench = new SensorBench(Sensor(4, out var sensor));
        string[] lines = [.. Enumerable.Range(0, 9).Select(i => new string('#', 40))];
        Assert.Equal(CommandResult.Done, sensor.Execute("text", JsonSerializer.SerializeToElement(lines)).Result);
        Assert.Equal(4, _chip.Pages);
        // 21 letters of six columns, and two columns that are left.
        Assert.EndsWith(".#.#....", _chip.Picture(0, 128)[0]);
    }

    /// <summary>A display that lost its power says nothing: it is written again at the beat.</summary>
    [Fact]
    public void Read_AfterPowerLoss_ShowsTheTextAgain()
    {
        using var bench = new SensorBench(Sensor(8, out var sensor));
        sensor.Execute("text", Json("[\"!\"]"));
        _chip.PowerOn();
        bench.Read();
        Assert.True(_chip.IsOn);
        Assert.Equal("..#..", _chip.Picture(0, 5)[0]);
    }

    [Theory]
    [InlineData("text", "5", CommandResult.BadValue)]
    [InlineData("text", "[1]", CommandResult.BadValue)]
    [InlineData("contrast", "256", CommandResult.BadValue)]
    [InlineData("contrast", "200", CommandResult.Done)]
    public void Execute_Value_IsChecked(string command, string value, CommandResult expected)
    {
        using var bench = new SensorBench(Sensor(8, out var sensor));
        Assert.Equal(expected, sensor.Execute(command, Json(value)).Result);
        Assert.Equal(expected == CommandResult.Done ? 200 : 0x7F, _chip.Contrast);
    }

    [Fact]
    public void Dispose_Display_IsDark()
    {
        using (new SensorBench(Sensor(8, out _))) Assert.True(_chip.IsOn);
        Assert.False(_chip.IsOn);
    }

    private static JsonElement Json(string value) => JsonDocument.Parse(value).RootElement;

    private Ssd1306 Sensor(int pages, out Ssd1306 sensor) => sensor = new Ssd1306(new I2cRegisters(_chip, SimulatedChips.Place), new Ssd1306Screen(pages));
}
