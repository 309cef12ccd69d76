using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Reads the keys of the sources <c>gpio</c>, <c>relay</c> and <c>led</c>.</summary>
internal static class GpioBinder
{
    public const string Relay = "relay", Led = "led";

    private static readonly TimeSpan s_debounceMax = TimeSpan.FromSeconds(10);

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var inputs = settings.Members("inputs").Select(member => Input(member.Key, Nested(settings, "inputs", member))).ToList();
        var outputs = settings.Members("outputs").Select(member => NestedOutput(member.Key, Nested(settings, "outputs", member))).ToList();
        var options = new GpioOptions(settings.Has("chip") ? settings.Text("chip", "") : "", inputs, outputs, Every(settings));
        Check(settings, options);
        return context => new GpioSource(options, context, GpioChip.Request);
    }

    /// <summary>One output that is named <c>on</c>.</summary>
    public static DriverFactory BindRelay(StepConfiguration settings)
    {
        var options = new GpioOptions(settings.Has("chip") ? settings.Text("chip", "") : "", [], [Output("on", settings)], Every(settings));
        Check(settings, options);
        return context => new GpioSource(options, context, GpioChip.Request);
    }

    private static GpioInput Input(string name, StepConfiguration settings)
    {
        int edges = SensorBinder.Choice(settings, "edges", "both", "none", "rising", "falling", "both");
        int bias = SensorBinder.Choice(settings, "bias", "asIs", "asIs", "up", "down", "none");
        bool isCounted = SensorBinder.Flag(settings, "count", false);
        if (isCounted && edges == (int)GpioEdges.None) settings.Report("count", "needs edges to count.");
        var line = Line(settings) with { Edges = (GpioEdges)edges, Bias = (GpioBias)bias, Debounce = Debounce(settings) };
        settings.RefuseUnknown();
        return new GpioInput(name, line, isCounted);
    }

    private static GpioOutput NestedOutput(string name, StepConfiguration settings)
    {
        var output = Output(name, settings);
        settings.RefuseUnknown();
        return output;
    }

    private static GpioOutput Output(string name, StepConfiguration settings)
    {
        int drive = SensorBinder.Choice(settings, "drive", "pushPull", "pushPull", "openDrain", "openSource");
        var line = Line(settings) with { IsOutput = true, Drive = (GpioDrive)drive, IsInitiallyOn = SensorBinder.Flag(settings, "initial", false) };
        return new GpioOutput(name, line, SensorBinder.Flag(settings, "safe", false));
    }

    private static StepConfiguration Nested(StepConfiguration settings, string key, KeyValuePair<string, JsonElement> member) =>
        settings.Nested(key, member.Key, member.Value);

    private static GpioLine Line(StepConfiguration settings)
    {
        bool isActiveLow = SensorBinder.Flag(settings, "activeLow", false);
        if (!settings.TryGet("line", out var line)) settings.Report("line", "is missing: the line's number on its chip, or its name.");
        if (line.ValueKind != JsonValueKind.Number) return new GpioLine(settings.Text("line", "")) { IsActiveLow = isActiveLow };
        return new GpioLine(settings.Integer("line", 0, 0, 65535).ToString(CultureInfo.InvariantCulture)) { IsActiveLow = isActiveLow };
    }

    private static TimeSpan Debounce(StepConfiguration settings)
    {
        if (!settings.Has("debounce")) return TimeSpan.Zero;
        var debounce = settings.Duration("debounce", TimeSpan.Zero);
        if (debounce > s_debounceMax) settings.Report("debounce", "must be 10s at most.");
        return debounce;
    }

    private static TimeSpan Every(StepConfiguration settings)
    {
        var every = settings.Duration("every", TimeSpan.FromSeconds(10));
        if (every < GpioOptions.EveryMin || every > GpioOptions.EveryMax) settings.Report("every", "must be from 10ms to 1d.");
        return every;
    }

    private static void Check(StepConfiguration settings, GpioOptions options)
    {
        if (options.Lines.Count == 0) settings.Report("inputs", "is missing, and so is outputs: name at least one line.");
        if (options.Lines.Count > GpioUapi.LinesMax) settings.Report("inputs", $"and outputs have more than {GpioUapi.LinesMax} lines, which is all that the kernel gives at once.");
        foreach (var twice in options.Channels.GroupBy(name => name).Where(group => group.Count() > 1)) settings.Report("outputs", $"gives the name '{twice.Key}' a second time.");
        foreach (var twice in options.Lines.GroupBy(line => line.Line).Where(group => group.Count() > 1)) settings.Report("outputs", $"takes the line '{twice.Key}' a second time.");
        if (options.Chip.Length == 0 && options.Lines.Any(line => line.Line.Length > 0 && line.Line.All(char.IsAsciiDigit)))
            settings.Report("chip", "is missing: a line's number counts on its chip alone. A line's name needs no chip.");
    }
}
