using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Pump;

/// <summary>The pump scenario's site: SKAB's experiments, and what the cloud knows of them.</summary>
internal sealed class PumpRig
{
    private readonly CloudRecorder _recorder;
    private readonly Dictionary<string, ExperimentLedger> _bySource;
    private readonly HashSet<string> _seen = [];

    public PumpRig(Stage stage, IReadOnlyList<Experiment> experiments)
    {
        _recorder = stage.Recorder;
        Experiments = experiments;
        _bySource = experiments.ToDictionary(experiment => experiment.Source, experiment => new ExperimentLedger(experiment));
        stage.Recorder.Received += (record, receivedAt) => Add(record, receivedAt);
    }

    public IReadOnlyList<Experiment> Experiments { get; }

    public AlarmLog Alarms { get; } = new();

    public int Rows => Experiments.Sum(experiment => experiment.Rows);

    /// <summary>Rows behind those that are learnt from and those that fill the first window.</summary>
    public int RowsToScore => Experiments.Sum(experiment => Math.Max(0, experiment.Rows - PumpConfiguration.FirstScoredRow));

    /// <summary>Reads the ledgers while no record comes in.</summary>
    public T Look<T>(Func<IReadOnlyCollection<ExperimentLedger>, T> look) => _recorder.Look(_ => look(_bySource.Values));

    private void Add(CloudRecord record, DateTimeOffset receivedAt)
    {
        // One that was sent again, with the same id, is no news.
        if (!_seen.Add(record.Id)) return;
        Alarms.Add(record, receivedAt);
        if (!_bySource.TryGetValue(record.Subject, out var ledger)) return;
        if (record.Stream == PumpConfiguration.RowsPipeline) ledger.AddRow(record);
        else if (record is { Stream: PumpConfiguration.PumpPipeline, Type: "edge.inference.v1" }) ledger.AddScore(record);
    }
}
