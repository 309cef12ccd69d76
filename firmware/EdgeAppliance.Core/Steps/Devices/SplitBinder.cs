using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Reads a <c>split</c> step's configuration.</summary>
internal static class SplitBinder
{
    private const int RoutesMax = 16;

    public static SplitOptions Bind(StepConfiguration configuration)
    {
        var routes = ImmutableArray.CreateBuilder<SplitRoute>();
        bool isList = configuration.TryGet("routes", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is >= 1 and <= RoutesMax;
        if (!isList) configuration.Report("routes", $"must be a list of 1 to {RoutesMax} routes, each with when, channels or device.");
        else foreach (var route in list.EnumerateArray()) routes.Add(BindRoute(configuration.Nested($"routes[{routes.Count}]", route)));
        string match = configuration.Text("match", "all");
        if (match is not ("all" or "first")) configuration.Report("match", "must be all or first.");
        string rest = configuration.Text("rest", "keep");
        if (rest is not ("keep" or "drop")) configuration.Report("rest", "must be keep or drop.");
        configuration.Branches = routes.Count + (rest == "keep" ? 1 : 0);
        return new SplitOptions(routes.ToImmutable(), match == "first", rest == "keep");
    }

    private static SplitRoute BindRoute(StepConfiguration configuration)
    {
        string device = configuration.Text("device", SplitRoute.DeviceSoFar);
        var (when, constants) = ConditionBinder.Bind(configuration);
        var route = new SplitRoute(device, when, constants, configuration.Texts("channels"));
        configuration.RefuseUnknown();
        if (!configuration.Has("device") && when.Length == 0 && route.Channels.Count == 0) configuration.Report("when", "or channels or device must be there.");
        return route;
    }
}
