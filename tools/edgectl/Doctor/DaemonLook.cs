using System.Text.Json;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>The daemon answers, and what it says is wrong.</summary>
internal static class DaemonLook
{
    /// <returns>The page of <c>/api/status</c>, or null and why there is none.</returns>
    public static async Task<(JsonDocument? Status, Finding Finding)> Ask(DoctorOptions options, CancellationToken stop)
    {
        const string subject = "daemon";
        try
        {
            using var client = new ControlClient(options.Target);
            var status = await client.Get("/api/status", stop);
            var page = new JsonPage(status.RootElement);
            if (page.Is("ready")) return (status, new Finding(subject, Verdict.Good, $"{page.Text("device")} {page.Text("version")} is ready"));
            return (status, new Finding(subject, Verdict.Error, "it is not ready: " + string.Join(" ", page.Texts("notReady")), "wait some seconds, then read: edgectl logs"));
        }
        catch (ControlException e)
        {
            string remedy = options.IsHere ? "systemctl start edge-appliance; journalctl -u edge-appliance -n 50" : "look at the address and the token";
            return (null, new Finding(subject, Verdict.Error, e.Message, remedy));
        }
    }

    /// <summary>The clock's is left out: it is looked at by itself.</summary>
    public static IEnumerable<Finding> Conditions(JsonPage status)
    {
        foreach (var condition in status.Each("conditions"))
            if (condition.Text("code") != "clock.not-set")
                yield return new Finding(condition.Text("subject"), VerdictOf(condition.Text("severity")), condition.Text("text"), condition.Text("remedy"));
    }

    private static Verdict VerdictOf(string severity) => severity switch { "error" => Verdict.Error, "warning" => Verdict.Warning, _ => Verdict.Good };
}
