/** What is loaded first: a trained model, which predicts before anything else is there. Then the page around it. */
import './style.css';
import './opening.ts';

void import('./app.ts');
