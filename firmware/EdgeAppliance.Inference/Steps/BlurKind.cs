using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Inference.Steps;

/// <summary>The catalog's line of the <c>blur</c> step: <c>{ "type": "blur", "model": NAME, "method": "pixelate" | "fill", "margin": NUMBER*, "as": NAME* }</c>.</summary>
public static class BlurKind
{
    private const double MarginUsual = 0.25;

    public static StepKind For(ModelRepository repository) => new("blur", StepFlow.Pictures, StepFlow.Pictures, configuration => Bind(configuration, repository));

    private static StepFactory Bind(StepConfiguration configuration, ModelRepository repository)
    {
        string model = configuration.Text("model", "");
        string method = configuration.Text("method", "pixelate");
        double margin = configuration.Number("margin", MarginUsual);
        string name = configuration.Text("as", "faces");
        configuration.Clears = true;
        if (method is not ("pixelate" or "fill")) configuration.Report("method", "must be pixelate or fill.");
        if (margin is not (>= 0 and <= 1)) configuration.Report("margin", "must be from 0 to 1.");
        if (!configuration.Has("model")) configuration.Report("model", "is missing: the name of the model that finds faces.");
        else if (model.Length > 0 && !BundlePath.IsName(model)) configuration.Report("model", "must be a-z, 0-9 and '-', at most 64 characters.");
        else if (model.Length > 0)
        {
            var slot = repository.Slot(model);
            var options = new BlurOptions(method == "fill" ? BlurMethod.Fill : BlurMethod.Pixelate, margin, name);
            return context => new Blur(new PictureDetector(slot), options, context.Pictures);
        }
        return _ => throw new InvalidOperationException("The configuration has errors.");
    }
}
