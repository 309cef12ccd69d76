using System.CommandLine;
using EdgeAppliance.Bundles;
using EdgeAppliance.Edgectl.Terminal;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary><c>edgectl models evaluate MODEL --data DIR</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Screen screen)
    {
        var model = new Argument<string>("model") { Description = "The model's folder, which holds bundle.json." };
        var data = new Option<string>("--data") { Description = "A folder of labelled CSVs.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("evaluate", "F1, false-alarm and missed-alarm rate on labelled recordings, under SKAB's published rule and the causal one.") { model, data, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(data)!, parsed.GetValue(json), screen));
        return command;
    }

    private static int Run(string model, string data, bool json, Screen screen)
    {
        try
        {
            using var scorer = new WindowScorer(model);
            var evaluation = Evaluation.Run(scorer, data);
            screen.Output.WriteLine(json ? EvaluationReport.Json(evaluation) : EvaluationReport.Table(evaluation));
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is ManifestException or ModelLoadException or InferenceException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            screen.Fail(e.Message);
            return ExitCodes.Failed;
        }
    }
}
