using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <param name="inputValues">How many values the model takes.</param>
/// <returns>Null where there is nothing to do at run time.</returns>
internal delegate Postprocessor? PostprocessorBinder(StepParameters parameters, ResultLayout layout, int inputValues);
