using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Inference.Steps;

/// <summary>The catalog's line of the <c>infer</c> step: <c>{ "type": "infer", "model": NAME, "threshold": NUMBER* }</c>. The threshold
/// takes the place of the one in the model's manifest.</summary>
public static class InferKind
{
    public static StepKind For(ModelRepository repository) =>
        new("infer", StepFlow.Any, StepFlow.Rows, configuration => Bind(configuration, repository));

    private static StepFactory Bind(StepConfiguration configuration, ModelRepository repository)
    {
        string model = configuration.Text("model", "");
        double? threshold = configuration.Has("threshold") ? configuration.Number("threshold", 0) : null;
        if (!configuration.Has("model")) configuration.Report("model", "is missing: the name of the model to run.");
        else if (model.Length > 0 && !BundlePath.IsName(model)) configuration.Report("model", "must be a-z, 0-9 and '-', at most 64 characters.");
        else if (model.Length > 0)
        {
            var slot = repository.Slot(model);
            return _ => new Infer(slot, threshold);
        }
        return _ => throw new InvalidOperationException("The configuration has errors.");
    }
}
