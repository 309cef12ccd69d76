using System.Text.Json;
using EdgeAppliance.Core.Steps.Aggregation;
using EdgeAppliance.Core.Steps.Devices;
using EdgeAppliance.Core.Steps.Expressions;
using EdgeAppliance.Core.Steps.Filtering;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Core.Steps.Privacy;
using EdgeAppliance.Core.Steps.Privacy.Noise;
using EdgeAppliance.Core.Steps.Privacy.Threshold;
using EdgeAppliance.Core.Steps.Reduction;
using EdgeAppliance.Core.Steps.Spectral;
using EdgeAppliance.Core.Steps.Text;
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
        new("tokenize", StepFlow.Rows, StepFlow.Windows, Tokenize.Bind),
        new("resize", StepFlow.Pictures, StepFlow.Pictures, Resize.Bind),
        new("letterbox", StepFlow.Pictures, StepFlow.Pictures, Letterbox.Bind),
        new("crop", StepFlow.Pictures, StepFlow.Pictures, Crop.Bind),
        new("normalize", StepFlow.Pictures, StepFlow.Windows, NormalizePicture.Bind),
        new("drop", StepFlow.Rows, StepFlow.Rows, Drop.Bind),
        new("generalise", StepFlow.Rows, StepFlow.Rows, Generalise.Bind),
        new("pseudonymise", StepFlow.Rows, StepFlow.Rows, Pseudonymise.Bind),
        new("noise", StepFlow.Rows, StepFlow.Rows, AddNoise.Bind) { KeepsBudget = true },
        new("kthreshold", StepFlow.Rows, StepFlow.Rows, KThreshold.Bind) { JoinsDevices = true },
        new("alarm", StepFlow.Rows, StepFlow.Rows, Alarm.Bind) { TellsReadings = true },
        .. more,
    ];

    public const int StepsMax = 32;

    public IEnumerable<string> Names => _kinds.Select(kind => kind.Name).Distinct();

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
        var draft = new StepPlanDraft();
        foreach (var step in steps.EnumerateArray()) BindOne(step, new StepConfiguration(step, $"{path}[{draft.Count}]", errors, secrets), draft);
        if (errors.Count == before && draft.Flow == StepFlow.Windows) errors.Add(new StepError(path, "ends with windows, which no record can hold; put infer behind the window."));
        if (errors.Count == before && draft.Flow == StepFlow.Pictures) errors.Add(new StepError(path, "ends with pictures, which no record can hold; put infer or encode behind them."));
        return errors.Count == before ? draft.Plan() : null;
    }

    private void BindOne(JsonElement step, StepConfiguration configuration, StepPlanDraft draft)
    {
        if (Find(step, configuration, draft.Flow) is { } kind) draft.Add(kind, configuration);
        else draft.AddUnknown();
    }

    /// <summary>Of kinds that share a name, the one that takes what the step before it makes.</summary>
    private StepKind? Find(JsonElement step, StepConfiguration configuration, StepFlow flow)
    {
        string type = "";
        if (step.ValueKind != JsonValueKind.Object) configuration.Report("", "must be an object with a type.");
        else if ((type = configuration.Text("type", "")).Length == 0 && !configuration.Has("type")) configuration.Report("type", "is missing.");
        else if (Array.Find(_kinds, kind => kind.Name == type && kind.Takes == flow) is { } fitting) return fitting;
        else if (Array.Find(_kinds, kind => kind.Name == type) is { } found) return found;
        else configuration.Report("type", $"must be one of {string.Join(", ", Names)}, not '{type}'.");
        return null;
    }
}
