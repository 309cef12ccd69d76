using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Models;

/// <summary>Follows an installation to its end.</summary>
/// <param name="path">Of the page that lists it.</param>
internal sealed class InstallFollower(ControlClient client, Surroundings around, string path = "/api/models")
{
    private static readonly TimeSpan s_askEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the daemon may be away, as while it is started anew.</summary>
    private static readonly TimeSpan s_awayMax = TimeSpan.FromMinutes(1);

    public static string NameOf(JsonPage install) => $"{install.Text("model")} {install.Text("version")}";

    /// <returns>The exit code.</returns>
    /// <exception cref="ControlException">The daemon stays away, or does not know the installation any more.</exception>
    public async Task<int> Follow(JsonPage install, bool json, CancellationToken stop)
    {
        long id = install.Number("id");
        string last = "";
        long seen = around.Time.GetTimestamp();
        using var timer = new PeriodicTimer(s_askEvery, around.Time);
        do
        {
            try
            {
                using var reply = await client.Get(path, stop);
                seen = around.Time.GetTimestamp();
                var now = Find(new JsonPage(reply.RootElement), id) ?? throw new KeyNotFoundException();
                if (now.Text("state") is not ("verifying" or "testing" or "trial")) return End(now, json);
                Show(now, last, json);
                last = now.Text("state");
            }
            catch (ControlException) when (around.Time.GetElapsedTime(seen) < s_awayMax)
            {
                around.Screen.Progress($"{NameOf(install)}: no answer");
            }
            catch (KeyNotFoundException)
            {
                around.Screen.EndProgress();
                throw new ControlException($"the daemon does not know installation {id} any more");
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
        return ExitCodes.Failed;
    }

    private void Show(JsonPage install, string last, bool json)
    {
        string state = install.Text("state");
        string until = install.Moment("endsAt") is { } end ? $", {Amounts.Duration(end - around.Time.GetUtcNow())} to go" : "";
        around.Screen.Progress($"{NameOf(install)}: {state}{until}");
        if (!json && !around.Screen.IsTerminal && state != last) around.Screen.Line($"{NameOf(install)}: {state}{until}");
    }

    private int End(JsonPage install, bool json)
    {
        around.Screen.EndProgress();
        bool isCommitted = install.Text("state") == "committed";
        string reason = install.Text("reason");
        if (json) around.Screen.Json(install.Element);
        else if (isCommitted) around.Screen.Line($"{NameOf(install)} is committed{(reason.Length > 0 ? $": {reason}" : "")}", Ink.Good);
        if (!isCommitted) around.Screen.Fail($"{NameOf(install)} was {Ended(install.Text("state"))}: {reason}");
        return isCommitted ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string Ended(string state) => state switch
    {
        "rolledBack" => "rolled back",
        "interrupted" => "interrupted",
        _ => "refused",
    };

    private static JsonPage? Find(JsonPage page, long id)
    {
        foreach (var install in page.Each("installs"))
            if (install.Number("id") == id) return install;
        return null;
    }
}
