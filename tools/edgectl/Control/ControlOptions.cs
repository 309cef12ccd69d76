using System.CommandLine;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>The options of every command that asks the daemon.</summary>
internal sealed class ControlOptions
{
    private const string TokenVariable = "EDGE_TOKEN";

    public Option<string> State { get; } = new("--state") { Description = "The daemon's state directory.", DefaultValueFactory = _ => "/var/lib/edge-appliance" };

    public Option<string?> Url { get; } = new("--url") { Description = "Ask over HTTP instead of the Unix socket, as http://127.0.0.1:8080." };

    public Option<string?> Token { get; } = new("--token") { Description = $"The token for --url; else the one in ${TokenVariable}, which no list of processes shows." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    public void AddTo(Command command)
    {
        Url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IsUrl(text)) result.AddError($"'{text}' is no address of HTTP; write it as http://127.0.0.1:8080");
        });
        foreach (var option in new Option[] { State, Url, Token, Json }) command.Add(option);
    }

    public ControlTarget Target(ParseResult parsed)
    {
        string socket = Path.Combine(parsed.GetValue(State)!, "control.sock");
        if (parsed.GetValue(Url) is not { } url) return new ControlTarget(socket, null, null);
        return new ControlTarget(socket, new Uri(url), parsed.GetValue(Token) ?? Environment.GetEnvironmentVariable(TokenVariable));
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0;
}
