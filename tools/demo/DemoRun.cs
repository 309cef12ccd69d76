using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Demo.Claims;
using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Demo.Stages;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo;

/// <summary>One run: 1 open the stage, 2 play the scenario, 3 take the stage down, 4 show the claims, 5 write the summary.</summary>
/// <param name="recordings">Plays the pump scenario on them; null plays the machine scenario.</param>
internal sealed class DemoRun(DemoOptions options, IReadOnlyList<Experiment>? recordings, IView view, TimeProvider time)
{
    private const int Held = 0;
    private const int NotHeld = 1;
    private const int Interrupted = 130;

    private readonly Story _story = new(view, time);
    private string? _failure;

    /// <returns>0 only if every claim held.</returns>
    public async Task<int> Run(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Out);
        await Play(stop); // 1, 2, 3
        _story.End();
        if (stop.IsCancellationRequested)
        {
            Console.WriteLine("Interrupted: what it had started is stopped, and its files are gone.");
            return Interrupted;
        }
        bool held = _failure is null && _story.Claims.Count > 0 && _story.Claims.All(claim => claim.Held);
        if (_story.Claims.Count > 0) Console.Write("\n" + ClaimTable.Write(_story.Claims, view.Style, view.Width)); // 4
        if (_failure is not null) Console.WriteLine($"\n{view.Style.Red("The demo broke off")}: {_failure}");
        WriteSummary(held); // 5
        string verdict = held ? view.Style.Green("Every claim held") : view.Style.Red("Not every claim held");
        Console.WriteLine($"\n{verdict}, in {_story.Elapsed.TotalSeconds:F0} s. {Relative("summary.json")} has the figures, {Relative("appliance.log")} the daemon's log.");
        return held ? Held : NotHeld;
    }

    private async Task Play(CancellationToken stop)
    {
        await using var stage = new Stage(options, _story, time);
        try
        {
            if (recordings is null) await MachineScenario.Play(stage, stop);
            else await PumpScenario.Play(stage, recordings, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C: whoever pressed it knows.
        }
        catch (Exception e) when (e is IOException or TimeoutException or HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException)
        {
            _failure = e.Message;
        }
        _story.Summary["broker"] = stage.Broker.Name;
        await File.WriteAllTextAsync(Path.Combine(options.Out, "appliance.log"), stage.Appliance.Log, CancellationToken.None);
    }

    private void WriteSummary(bool held)
    {
        var claims = new JsonArray();
        foreach (var claim in _story.Claims) claims.Add((JsonNode)new JsonObject { ["claim"] = claim.Text, ["measured"] = claim.Measured, ["held"] = claim.Held });
        var summary = new JsonObject { ["scenario"] = options.Scenario, ["held"] = held, ["failure"] = _failure, ["seconds"] = Math.Round(_story.Elapsed.TotalSeconds, 1) };
        foreach (var (name, figure) in _story.Summary) summary[name] = figure?.DeepClone();
        summary["claims"] = claims;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true })) summary.WriteTo(json);
        File.WriteAllText(Path.Combine(options.Out, "summary.json"), Encoding.UTF8.GetString(bytes.ToArray()) + "\n");
    }

    private string Relative(string file) => Path.GetRelativePath(DemoOptions.Root, Path.Combine(options.Out, file));
}
