using System.Collections.Frozen;

namespace EdgeAppliance.Core.Steps;

/// <summary>Units by their UCUM codes (The Unified Code for Units of Measure, https://ucum.org/ucum), each as
/// base = value × scale + offset of one base unit a quantity.</summary>
public static class UnitTable
{
    private static readonly FrozenDictionary<string, Unit> Units = new Dictionary<string, Unit>
    {
        ["K"] = new("K", 1, 0), ["Cel"] = new("K", 1, 273.15), ["[degF]"] = new("K", 5.0 / 9, 459.67 * 5 / 9), ["[degR]"] = new("K", 5.0 / 9, 0),
        ["Pa"] = new("Pa", 1, 0), ["hPa"] = new("Pa", 100, 0), ["kPa"] = new("Pa", 1e3, 0), ["MPa"] = new("Pa", 1e6, 0), ["bar"] = new("Pa", 1e5, 0),
        ["mbar"] = new("Pa", 100, 0), ["[psi]"] = new("Pa", 6894.757293168361, 0), ["atm"] = new("Pa", 101325, 0), ["mm[Hg]"] = new("Pa", 133.322387415, 0),
        ["m"] = new("m", 1, 0), ["mm"] = new("m", 1e-3, 0), ["um"] = new("m", 1e-6, 0), ["cm"] = new("m", 1e-2, 0), ["km"] = new("m", 1e3, 0),
        ["[in_i]"] = new("m", 0.0254, 0), ["[ft_i]"] = new("m", 0.3048, 0), ["[mi_i]"] = new("m", 1609.344, 0),
        ["m/s"] = new("m/s", 1, 0), ["mm/s"] = new("m/s", 1e-3, 0), ["km/h"] = new("m/s", 1 / 3.6, 0), ["[mi_i]/h"] = new("m/s", 0.44704, 0), ["[kn_i]"] = new("m/s", 1852 / 3600.0, 0),
        ["m/s2"] = new("m/s2", 1, 0), ["[g]"] = new("m/s2", 9.80665, 0),
        ["s"] = new("s", 1, 0), ["ms"] = new("s", 1e-3, 0), ["us"] = new("s", 1e-6, 0), ["min"] = new("s", 60, 0), ["h"] = new("s", 3600, 0), ["d"] = new("s", 86400, 0),
        ["Hz"] = new("Hz", 1, 0), ["kHz"] = new("Hz", 1e3, 0), ["MHz"] = new("Hz", 1e6, 0), ["/min"] = new("Hz", 1 / 60.0, 0), ["{rpm}"] = new("Hz", 1 / 60.0, 0),
        ["g"] = new("g", 1, 0), ["mg"] = new("g", 1e-3, 0), ["kg"] = new("g", 1e3, 0), ["t"] = new("g", 1e6, 0), ["[lb_av]"] = new("g", 453.59237, 0),
        ["N"] = new("N", 1, 0), ["kN"] = new("N", 1e3, 0), ["[lbf_av]"] = new("N", 4.4482216152605, 0),
        ["V"] = new("V", 1, 0), ["mV"] = new("V", 1e-3, 0), ["uV"] = new("V", 1e-6, 0), ["kV"] = new("V", 1e3, 0),
        ["A"] = new("A", 1, 0), ["mA"] = new("A", 1e-3, 0), ["uA"] = new("A", 1e-6, 0),
        ["W"] = new("W", 1, 0), ["mW"] = new("W", 1e-3, 0), ["kW"] = new("W", 1e3, 0), ["MW"] = new("W", 1e6, 0), ["[HP]"] = new("W", 745.6998715822702, 0),
        ["J"] = new("J", 1, 0), ["kJ"] = new("J", 1e3, 0), ["W.h"] = new("J", 3600, 0), ["kW.h"] = new("J", 3.6e6, 0), ["cal"] = new("J", 4.184, 0),
        ["L"] = new("L", 1, 0), ["mL"] = new("L", 1e-3, 0), ["m3"] = new("L", 1e3, 0), ["[gal_us]"] = new("L", 3.785411784, 0),
        ["L/s"] = new("L/s", 1, 0), ["L/min"] = new("L/s", 1 / 60.0, 0), ["m3/h"] = new("L/s", 1 / 3.6, 0), ["[gal_us]/min"] = new("L/s", 3.785411784 / 60, 0),
        ["1"] = new("1", 1, 0), ["%"] = new("1", 1e-2, 0), ["[ppm]"] = new("1", 1e-6, 0), ["[ppb]"] = new("1", 1e-9, 0),
        ["By"] = new("By", 1, 0), ["kBy"] = new("By", 1e3, 0), ["MBy"] = new("By", 1e6, 0), ["KiBy"] = new("By", 1024, 0), ["MiBy"] = new("By", 1 << 20, 0), ["GiBy"] = new("By", 1 << 30, 0),
        ["rad"] = new("rad", 1, 0), ["deg"] = new("rad", Math.PI / 180, 0),
    }.ToFrozenDictionary();

    public static bool Knows(string code) => Units.ContainsKey(code);

    /// <returns>True with <c>target = value × scale + offset</c>; false with what is wrong.</returns>
    public static bool TryConversion(string from, string to, out double scale, out double offset, out string? error)
    {
        scale = 1;
        offset = 0;
        error = null;
        if (!Units.TryGetValue(from, out var source)) error = Unknown(from);
        else if (!Units.TryGetValue(to, out var target)) error = Unknown(to);
        else if (source.Base != target.Base) error = $"'{from}' cannot become '{to}': they measure different things.";
        else
        {
            scale = source.Scale / target.Scale;
            offset = (source.Offset - target.Offset) / target.Scale;
        }
        return error is null;
    }

    private static string Unknown(string code) =>
        code.Length == 0 ? "is missing: a unit's UCUM code." : $"'{code}' is not a known UCUM code; known are {string.Join(' ', Units.Keys.Order(StringComparer.Ordinal))}.";

    private readonly record struct Unit(string Base, double Scale, double Offset);
}
