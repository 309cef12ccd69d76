using System.Text.Json;
using EdgeAppliance.Core.Steps.Aggregation;
using EdgeAppliance.Core.Steps.Devices;
using EdgeAppliance.Core.Steps.Expressions;
using EdgeAppliance.Core.Steps.Filtering;
using EdgeAppliance.Core.Steps.Privacy;
using EdgeAppliance.Core.Steps.Reduction;
using EdgeAppliance.Core.Steps.Spectral;
using EdgeAppliance.Core.Steps.Timing;

namespace EdgeAppliance.Core.Steps;

/// <summary>The steps a pipeline can be built of. A new step is one line here; a step that lives in another project is passed in.</summary>
public sealed class StepCatalog(params IEnumerable<StepKind> more)
{
    private readonly StepKind[] _kinds =
    [
        new("select", StepFlow.Rows, StepFlow.Rows, Select.Bind),
        new("convert", StepFlow.Rows, StepFlow.Rows, Convert.Bind),
        new("compute", StepFlow.Rows, StepFlow.Rows, Compute.Bind),
        new("deadband", StepFlow.Rows, StepFlow.Rows, Deadband.Bind),
        new("report", StepFlow.Rows, StepFlow.Rows, Report.Bind),
        new("swingdoor", StepFlow.Rows, StepFlow.Rows, SwingDoor.Bind),
        new("dedupe", StepFlow.Rows, StepFlow.Rows, Dedupe.Bind),
        new("clip", StepFlow.Rows, StepFlow.Rows, Clip.Bind),
        new("split", StepFlow.Rows, StepFlow.Rows, Split.Bind),
        new("join", StepFlow.Rows, StepFlow.Rows, Join.Bind),
        new("normalize", StepFlow.Rows, StepFlow.Rows, Normalize.Bind),
        new("filter", StepFlow.Rows, StepFlow.Rows, Filter.Bind),
        new("resample", StepFlow.Rows, StepFlow.Rows, Resample.Bind),
        new("align", StepFlow.Rows, StepFlow.Rows, Align.Bind) { JoinsDevices = true },
        new("aggregate", StepFlow.Rows, StepFlow.Rows, Aggregate.Bind),
        new("window", StepFlow.Rows, StepFlow.Windows, Window.Bind),
        new("features", StepFlow.Windows, StepFlow.Rows, Features.Bind),
        new("spectrum", StepFlow.Windows, StepFlow.Rows, Spectrum.Bind),
        new("spectrogram", StepFlow.Windows, StepFlow.Windows, SpectrumBinder.BindSpectrogram),
        new("logmel", StepFlow.Windows, StepFlow.Windows, SpectrumBinder.BindLogMel),
        new("mfcc", StepFlow.Windows, StepFlow.Windows, SpectrumBinder.BindMfcc),
        new("microfrontend", StepFlow.Windows, StepFlow.Windows, SpeechFrontEnd.Bind),
        new("drop", StepFlow.Rows, StepFlow.Rows, Drop.Bind),
        new("generalise", StepFlow.Rows, StepFlow.Rows, Generalise.Bind),
        new("pseudonymise", StepFlow.Rows, StepFlow.Rows, Pseudonymise.Bind),
        new("alarm", StepFlow.Rows, StepFlow.Rows, Alarm.Bind) { TellsReadings = true },
        .. more,
    ];

    public const int StepsMax = 32;

    public IEnumerable<string> Names => _kinds.Select(kind => kind.Name);

    /// <summary>Binds a pipeline's list of steps.</summary>
    /// <param name="path">Where the list stands, as in <c>pipelines.pump.steps</c>.</param>
    /// <param name="secrets">Where the steps' keys come from.</param>
    /// <returns>The chain's plan, or null where anything was added to <paramref name="errors"/>.</returns>
    public StepPlan? Bind(JsonElement steps, string path, ICollection<StepError> errors, SecretLook? secrets = null)
    {
        int before = errors.Count;
        if (steps.ValueKind != JsonValueKind.Array || steps.GetArrayLength() > StepsMax)
        {
            errors.Add(new StepError(path, $"must be a list of at most {StepsMax} steps."));
            return null;
        }
        var factories = new List<StepFactory>();
        int clearedBy = -1, tellsUncleared = -1;
        var flow = StepFlow.Rows;
        int index = 0;
        int branches = 1;
        bool joins = steps.GetArrayLength() > 0 && JoinsDevices(steps[0]);
        foreach (var step in steps.EnumerateArray())
        {
            var configuration = new StepConfiguration(step, $"{path}[{index}]", errors, secrets);
            var kind = BindOne(step, configuration, factories, ref flow);
            if (configuration.Clears && clearedBy < 0) clearedBy = index;
            bool tells = kind is { TellsReadings: true } || configuration.TellsReadings;
            if (tells && clearedBy < 0 && tellsUncleared < 0) tellsUncleared = index;
            branches *= configuration.Branches;
            if (branches > StepLimits.BranchesMax) configuration.Report("", $"splits a device's readings into more than {StepLimits.BranchesMax} with the splits before it.");
            branches = Math.Min(branches, StepLimits.BranchesMax);
            index++;
        }
        if (errors.Count == before && flow == StepFlow.Windows) errors.Add(new StepError(path, "ends with windows, which no record can hold; put infer behind the window."));
        return errors.Count == before ? new StepPlan(factories) { JoinsDevices = joins, ClearedBy = clearedBy, TellsUncleared = tellsUncleared } : null;
    }

    private bool JoinsDevices(JsonElement step) =>
        step.ValueKind == JsonValueKind.Object && step.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && Array.Exists(_kinds, kind => kind.JoinsDevices && type.ValueEquals(kind.Name));

    private StepKind? BindOne(JsonElement step, StepConfiguration configuration, List<StepFactory> factories, ref StepFlow flow)
    {
        if (step.ValueKind != JsonValueKind.Object)
        {
            configuration.Report("", "must be an object with a type.");
            return null;
        }
        string type = configuration.Text("type", "");
        if (!configuration.Has("type"))
        {
            configuration.Report("type", "is missing.");
            return null;
        }
        if (Array.Find(_kinds, kind => kind.Name == type) is not { } found)
        {
            configuration.Report("type", $"must be one of {string.Join(", ", Names)}, not '{type}'.");
            return null;
        }
        if (found.Takes != flow && found.Takes != StepFlow.Any)
            configuration.Report("type", flow == StepFlow.Windows ? $"{type} takes readings, but the step before it makes windows." : $"{type} takes windows; put a window step before it.");
        if (found.JoinsDevices && factories.Count > 0) configuration.Report("type", $"{type} joins the readings of several devices, and must be the first step.");
        flow = found.Makes;
        factories.Add(found.Bind(configuration));
        configuration.RefuseUnknown();
        return found;
    }
}
