using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>Runs a bundle's model over a recording as the appliance would: normalised by the rows it may learn from, a window
/// a row. The model takes float32 [1, channels, window] and gives <c>score</c> and, if it has one, <c>window_score</c>.</summary>
internal sealed class WindowScorer : IDisposable
{
    private readonly BundleManifest _manifest;
    private readonly ModelSession _session;
    private readonly int _score;
    private readonly int _windowScore;

    /// <exception cref="ManifestException">bundle.json is wrong.</exception>
    /// <exception cref="ModelLoadException">The model is not usable, or takes something other than windows.</exception>
    public WindowScorer(string bundle)
    {
        _manifest = BundleManifest.Parse(File.ReadAllBytes(Path.Combine(bundle, BundleManifest.FileName)));
        if (_manifest.Inputs is not [{ Type: TensorType.Float32, Shape: [1, _, > 1] }])
            throw new ModelLoadException("only a model with one input float32 [1, channels, window] can be evaluated on recordings");
        _score = Output("score");
        _windowScore = Output("window_score");
        if (_score < 0) throw new ModelLoadException("the model has no output named 'score'");
        _session = ModelSession.Load(File.ReadAllBytes(Path.Combine(bundle, _manifest.File)), _manifest);
    }

    public int Channels => _manifest.Inputs[0].Shape[1];

    public int Window => _manifest.Inputs[0].Shape[2];

    /// <param name="fitRows">Mean and deviation are taken from the rows before it alone.</param>
    /// <exception cref="InvalidDataException">The recording has other channels, or fewer rows than a window.</exception>
    public RecordingScores Score(LabelledRecording recording, int fitRows)
    {
        if (recording.Channels.Length != Channels) throw new InvalidDataException($"{recording.Name}: {recording.Channels.Length} channels, where the model takes {Channels}");
        if (recording.Rows < Math.Max(Window, fitRows)) throw new InvalidDataException($"{recording.Name}: {recording.Rows} rows are too few");
        float[] columns = Normalised(recording, fitRows);
        var newest = new double[recording.Rows - Window + 1];
        var window = new double[newest.Length];
        for (int j = 0; j < newest.Length; j++)
        {
            var input = _session.Input<float>(0);
            for (int c = 0; c < Channels; c++) columns.AsSpan(c * recording.Rows + j, Window).CopyTo(input[(c * Window)..]);
            _session.Run();
            newest[j] = _session.Output<float>(_score)[0];
            window[j] = _windowScore < 0 ? newest[j] : _session.Output<float>(_windowScore)[0];
        }
        return new RecordingScores(newest, window);
    }

    public void Dispose() => _session.Dispose();

    /// <returns>Values [channels × rows].</returns>
    private float[] Normalised(LabelledRecording recording, int fitRows)
    {
        var columns = new float[Channels * recording.Rows];
        for (int c = 0; c < Channels; c++)
        {
            double sum = 0, squares = 0;
            for (int r = 0; r < fitRows; r++) sum += recording.Values[r * Channels + c];
            double mean = sum / fitRows;
            for (int r = 0; r < fitRows; r++) squares += Math.Pow(recording.Values[r * Channels + c] - mean, 2);
            double deviation = Math.Sqrt(squares / fitRows);
            // A channel that never moved says nothing about what is usual: it counts by its own size.
            if (deviation == 0) deviation = 1;
            for (int r = 0; r < recording.Rows; r++) columns[c * recording.Rows + r] = (float)((recording.Values[r * Channels + c] - mean) / deviation);
        }
        return columns;
    }

    private int Output(string name)
    {
        for (int i = 0; i < _manifest.Outputs.Count; i++)
            if (_manifest.Outputs[i].Name == name) return i;
        return -1;
    }
}
