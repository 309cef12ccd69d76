using System.Buffers.Binary;
using System.Globalization;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Inference.Speech;

/// <summary>From the samples of a recording through the front end that a model was trained with to the word that it hears. The recordings' words stand in their names.</summary>
public sealed class SpeechModelTests : IDisposable
{
    private const string Keywords = "models/mlperf-tiny-int8/kws_ref_int8.onnx";
    private const string MicroSpeech = "models/tflite-micro-int8/micro_speech_int8.onnx";

    /// <summary>MLPerf Tiny's reference training (keyword_spotting, feature type mfcc): tf.signal.stft of the clip divided by its largest sample, tf.abs, 40
    /// bands from 20 to 4000 Hz, log(x + 1e-6), mfccs_from_log_mel_spectrograms, the first ten.</summary>
    private const string Mfcc = """
        {"type":"mfcc","sampleRate":16000,"frame":480,"hop":320,"fft":512,"power":1,"mels":40,"low":20,"high":4000,"scale":"htk","slopes":"mel",
         "offset":1e-6,"dctNorm":"htk","coefficients":10,"level":"peakToOne"}
        """;

    private static readonly string[] KeywordLabels = ["down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes", "silence", "unknown"];
    private static readonly string[] MicroSpeechLabels = ["silence", "unknown", "yes", "no"];

    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The clip of "no" is one of those that this model takes for "go", behind the front end of the training's own evaluation
    /// (mlcommons/tiny, keyword_spotting, get_dataset.py: nothing is clipped there); why is shown below.</summary>
    [EdgeDataTheory(Keywords)]
    [InlineData("tflm_yes.wav", "yes")]
    [InlineData("tflm_no.wav", "go")]
    [InlineData("tflm_silence.wav", "silence")]
    [InlineData("tflm_noise.wav", "unknown")]
    [InlineData("mlperf_marvin.wav", "unknown")]
    public void Infer_KeywordModelBehindMfcc_HearsTheWord(string recording, string word)
    {
        Ship(Keywords, "[1,49,10,1]", "[1,12]", "q34", (10, 0.5847029089927673, 83));
        Assert.Equal(word, KeywordLabels[Heard(recording, Mfcc)]);
    }

    /// <summary>What the model hears in the clip of "no" depends on where the clip lies under its frames: the network takes every second frame, and every second of those. Moved in
    /// steps of 10 ms, within the 100 ms that the training moved its own clips by, the clip is "no" in about a quarter of the places and "go" in the others, and nothing else in any;
    /// "yes" is "yes" in all. Loudness, sign, the bands' slopes and what is added before the logarithm change none of it. So it is the model, and not what stands before it.</summary>
    [EdgeDataTheory(Keywords)]
    [InlineData("tflm_yes.wav", 21, "yes")]
    [InlineData("tflm_no.wav", 5, "no", "go")]
    public void Infer_KeywordClipThatIsMoved_IsHeardByWhereItLies(string recording, int right, params string[] words)
    {
        Ship(Keywords, "[1,49,10,1]", "[1,12]", "q34", (10, 0.5847029089927673, 83));
        using var repository = _folder.Open();
        string[] heard = [.. Enumerable.Range(-10, 21).Select(step => KeywordLabels[Heard(repository, recording, Mfcc, step * 160)])];
        Assert.All(heard, word => Assert.Contains(word, words));
        // One of the places is a draw, which rounding decides.
        Assert.InRange(heard.Count(word => word == words[0]), right - 1, right + 1);
        foreach (string turned in (string[])[Mfcc.Replace("\"mel\"", "\"hertz\"", StringComparison.Ordinal), Mfcc.Replace("1e-6", "1e-12", StringComparison.Ordinal)])
            Assert.Equal(heard[10], KeywordLabels[Heard(repository, recording, turned, 0)]);
        Assert.Equal(heard[10], KeywordLabels[Heard(repository, recording, Mfcc, 0, -0.25)]);
    }

    [EdgeDataTheory(MicroSpeech)]
    [InlineData("tflm_yes.wav", "yes")]
    [InlineData("tflm_no.wav", "no")]
    [InlineData("tflm_silence.wav", "silence")]
    [InlineData("tflm_noise.wav", "silence")]
    public void Infer_MicroSpeechBehindItsFrontEnd_HearsTheWord(string recording, string word)
    {
        Ship(MicroSpeech, "[1,1960]", "[1,4]", "q9", (40, 0.10171568393707275, -128));
        Assert.Equal(word, MicroSpeechLabels[Heard(recording, """{"type":"microfrontend"}""")]);
    }

    private void Ship(string model, string input, string output, string outputName, (int Channels, double Scale, int Zero) read)
    {
        string folder = Path.Combine(_folder.Shipped, "speech");
        Directory.CreateDirectory(folder);
        File.Copy(EdgeData.PathOf(model), Path.Combine(folder, "model.onnx"));
        string channels = string.Join(',', Enumerable.Range(0, read.Channels).Select(i => $"\"mic.{i}\""));
        string silence = string.Join(',', Enumerable.Repeat(read.Zero, read.Channels * 49));
        string nothing = string.Join(',', Enumerable.Repeat(0, output == "[1,4]" ? 4 : 12));
        File.WriteAllText(Path.Combine(folder, "bundle.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"format":1,"name":"speech","version":"1.0.0","file":"model.onnx","channels":[{{channels}}],
             "inputs":[{"name":"input","type":"int8","shape":{{input}}}],"outputs":[{"name":"{{outputName}}","type":"int8","shape":{{output}}}],
             "preprocess":[{"step":"transpose"},{"step":"quantize","scale":{{read.Scale}},"zero":{{read.Zero}}}],
             "postprocess":[{"step":"dequantize","scale":0.00390625,"zero":-128},{"step":"argmax"}],
             "golden":[{"inputs":{"input":[{{silence}}]},"outputs":{"{{outputName}}":[{{nothing}}]},"tolerance":255}]}
            """));
    }

    private int Heard(string recording, string frontEnd)
    {
        using var repository = _folder.Open();
        return Heard(repository, recording, frontEnd, 0);
    }

    /// <param name="later">By how many samples the recording begins before the window; what is not of it is silence.</param>
    private static int Heard(ModelRepository repository, string recording, string frontEnd, int later, double gain = 1)
    {
        var chain = new InferHarness(repository, $$"""[{"type":"window","size":16000},{{frontEnd}},{"type":"infer","model":"speech"},{"type":"select","channels":["label"]}]""");
        using var batch = new Samples(EdgeData.PathOf("inputs/audio/" + recording), later, gain);
        chain.Push(batch.Batch);
        return int.Parse(chain.Output.Split("label=")[1], CultureInfo.InvariantCulture);
    }

    /// <summary>A second of the first channel of a recording of 16 bits.</summary>
    private sealed class Samples : IDisposable
    {
        public Samples(string path, int later, double gain)
        {
            byte[] wave = File.ReadAllBytes(path);
            int channels = BinaryPrimitives.ReadInt16LittleEndian(wave.AsSpan(22));
            Batch = ReadingBatch.Rent("source", "device", new ChannelSet("mic"), 16_000);
            for (int n = 0; n < 16_000; n++)
            {
                int at = 44 + 2 * (n + later) * channels;
                Batch.Set(Batch.AddRow(n * 125L / 2), 0, n + later >= 0 && at + 2 <= wave.Length ? gain * BinaryPrimitives.ReadInt16LittleEndian(wave.AsSpan(at)) : 0);
            }
        }

        public ReadingBatch Batch { get; }

        public void Dispose() => Batch.Release();
    }
}
