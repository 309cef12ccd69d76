using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>systemd keeps the daemon running.</summary>
internal static class UnitLook
{
    private const string Subject = "unit";
    private const string Unit = "edge-appliance.service";

    public static async Task<Finding> Look(CancellationToken stop)
    {
        if (!Directory.Exists("/run/systemd/system")) return new Finding(Subject, Verdict.Skipped, "systemd does not run this machine");
        try
        {
            var (_, output, _) = await ChildProgram.Run("systemctl", ["show", Unit, "--property=LoadState,ActiveState,SubState,Result,NRestarts,UnitFileState"], stop);
            return Read(output);
        }
        catch (IOException e)
        {
            return new Finding(Subject, Verdict.Skipped, e.Message);
        }
    }

    /// <param name="shown">What <c>systemctl show</c> printed: a property a line.</param>
    public static Finding Read(string shown)
    {
        var properties = ChildProgram.Lines(shown).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);
        string Of(string name) => properties[name].FirstOrDefault() ?? "";
        if (Of("LoadState") == "not-found") return new Finding(Subject, Verdict.Warning, $"{Unit} is not installed, so nothing starts the daemon after a power cut", "install the package edge-appliance");
        if (Of("ActiveState") == "failed")
            return new Finding(Subject, Verdict.Error, $"{Unit} failed: {Of("Result")}", "read why: journalctl -u edge-appliance -n 50; then: systemctl restart edge-appliance");
        if (Of("ActiveState") != "active") return new Finding(Subject, Verdict.Error, $"{Unit} is {Of("ActiveState")} ({Of("SubState")})", "systemctl enable --now edge-appliance");
        if (Of("UnitFileState") == "disabled") return new Finding(Subject, Verdict.Warning, $"{Unit} runs, and is not started at boot", "systemctl enable edge-appliance");
        return Of("NRestarts") is "" or "0" ? new Finding(Subject, Verdict.Good, $"{Unit} is active")
            : new Finding(Subject, Verdict.Warning, $"{Unit} is active, after {Of("NRestarts")} restarts", "read why: journalctl -u edge-appliance --grep 'Main process exited'");
    }
}
