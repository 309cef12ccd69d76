using System.Collections.Frozen;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>The units of SenML packs (RFC 8428 section 12.1, RFC 8798 section 3) that have a UCUM code of another spelling; the others are spelled alike.</summary>
internal static class SenMlUnits
{
    private static readonly FrozenDictionary<string, string> s_ucum = new Dictionary<string, string>
    {
        ["l"] = "L", ["l/s"] = "L/s", ["/"] = "1", ["%RH"] = "%", ["%EL"] = "%", ["EL"] = "1", ["1/s"] = "Hz", ["1/min"] = "/min", ["beat/min"] = "/min",
        ["lat"] = "deg", ["lon"] = "deg", ["Wh"] = "W.h", ["kWh"] = "kW.h", ["ppm"] = "[ppm]", ["/100"] = "%", ["/1000000"] = "[ppm]", ["B"] = "By", ["KiB"] = "KiBy", ["MB"] = "MBy",
    }.ToFrozenDictionary();

    /// <returns>False where the unit is not known, or measures something else.</returns>
    public static bool TryConversion(string unit, string to, out double scale, out double offset) =>
        UnitTable.TryConversion(s_ucum.GetValueOrDefault(unit, unit), to, out scale, out offset, out _);
}
