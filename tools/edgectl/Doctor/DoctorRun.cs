using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>Looks at all that must be right, in the order in which one thing needs the other: 1 the program, 2 its configuration and
/// state, 3 what keeps it running, 4 itself, 5 the clock, 6 the brokers, 7 what it says is wrong.</summary>
internal static class DoctorRun
{
    public static async Task<IReadOnlyList<Finding>> Look(DoctorOptions options, CancellationToken stop)
    {
        var findings = new List<Finding>();
        var known = KnownTroubles.Read(options.KnownFile);
        if (options.IsHere)
        {
            string? program = DaemonBinary.Find(options.Besides);
            findings.AddRange(await ProgramLook.Look(program, options.Besides, stop)); // 1
            findings.Add(await ConfigurationLook.Look(program, options, stop)); // 2
            findings.AddRange(StateLook.Look(options.StateDirectory));
            findings.Add(await UnitLook.Look(stop)); // 3
        }
        var (status, daemon) = await DaemonLook.Ask(options, stop); // 4
        using (status)
        {
            JsonPage? page = status is null ? null : new JsonPage(status.RootElement);
            findings.Add(daemon);
            if (page is not null || options.IsHere) findings.Add(await ClockLook.Look(page, stop)); // 5
            if (options.IsHere) findings.AddRange((await BrokerLook.Look(options.ConfigFile, stop)).Select(known.Weigh)); // 6
            if (page is { } told) findings.AddRange(DaemonLook.Conditions(told).Select(known.Weigh)); // 7
        }
        return findings;
    }
}
