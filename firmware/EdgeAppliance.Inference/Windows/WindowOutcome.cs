namespace EdgeAppliance.Inference.Windows;

/// <summary>What came of giving one window to a model.</summary>
internal enum WindowOutcome
{
    Done,

    /// <summary>The window lacks a value, and the manifest says nothing of filling it in; the model was not run.</summary>
    Incomplete,

    /// <summary>The model gave infinity or no number.</summary>
    NotFinite,

    /// <summary>The model failed.</summary>
    Failed,
}
